import type { Text } from '../../functions/core/result.ts';

/** An article of the contract: 条, with its paragraphs 款. Words in double braces are filled in. */
export interface Article {
  readonly title: Text;
  readonly items: readonly Item[];
  /** The table of the goods follows. */
  readonly hasGoods?: boolean;
}

export interface Item extends Text {
  /** Printed only when this holds. */
  readonly when?: string;
}

/** The company's fixed text (S94). Four items are open: delivery place, cost and time, and payment. */
export const ARTICLES: readonly Article[] = [
  {
    title: { zh: '合同标的与价款', en: 'Goods and price' },
    hasGoods: true,
    items: [
      {
        zh: '买方向卖方购买、卖方向买方出售下表所列货物（以下简称“货物”），用于：{{subject.zh}}。',
        en: 'The Seller sells and the Buyer buys the goods listed below (the "Goods") for: {{subject.en}}.',
      },
    ],
  },
  {
    title: { zh: '质量标准', en: 'Quality' },
    items: [
      {
        zh: '货物应符合国家及行业现行标准、双方确认的样品和图纸；各项要求不一致的，以要求较高者为准。',
        en: 'The Goods meet the national and industry standards in force and the samples and drawings confirmed by both parties; where these differ, the stricter one prevails.',
      },
      {
        zh: '卖方随货提供出厂检验报告；买方要求提供其他检测报告的，费用由买方承担。',
        en: "The Seller supplies a factory inspection report with the Goods; other test reports are supplied at the Buyer's cost.",
      },
    ],
  },
  {
    title: { zh: '包装', en: 'Packing' },
    items: [
      {
        zh: '货物采用防静电、防潮、适合长途运输的包装，外箱标明品名、型号、数量和批号。包装费用已含在货物价款中，包装物不回收。',
        en: 'The Goods are packed against static, damp and the strain of long transport; cartons show name, model, quantity and lot. Packing is included in the price and not returned.',
      },
    ],
  },
  {
    title: { zh: '交货时间与地点', en: 'Delivery time and place' },
    items: [
      { zh: '送货地点：{{deliveryPlace.zh}}。', en: 'Place of delivery: {{deliveryPlace.en}}.' },
      { zh: '交货时间：{{deliveryTime.zh}}。', en: 'Time of delivery: {{deliveryTime.en}}.' },
      {
        zh: '买方变更送货地点或者收货人的，应当在发货前三个工作日书面通知卖方，并承担由此增加的费用。',
        en: 'The Buyer gives written notice of a change of place or consignee three working days before dispatch and bears the additional cost.',
      },
    ],
  },
  {
    title: { zh: '运输与送货费用', en: 'Transport and cost of delivery' },
    items: [
      { zh: '送货费用：{{deliveryCost.zh}}。', en: 'Cost of delivery: {{deliveryCost.en}}.' },
      {
        zh: '运输方式由卖方选择，但应当保证货物按期、安全到达送货地点。',
        en: 'The Seller chooses the means of transport so that the Goods arrive safely and in time.',
      },
    ],
  },
  {
    title: { zh: '验收与异议', en: 'Acceptance and claims' },
    items: [
      {
        zh: '买方应当在收货当日清点数量和外观并签署送货单；数量、外观有异议的，应当在送货单上注明。',
        en: 'The Buyer counts the Goods, looks at their condition and signs the delivery note on the day of receipt; claims about number or condition are noted on it.',
      },
      {
        zh: '质量有异议的，应当自收货之日起七日内书面提出；逾期未提出的，视为货物符合约定。隐蔽瑕疵在质保期内提出。',
        en: 'Claims about quality are made in writing within seven days of receipt; otherwise the Goods are taken as conforming. Hidden defects may be claimed within the warranty period.',
      },
      {
        zh: '卖方应当自收到异议之日起五个工作日内答复并提出处理办法；逾期未答复的，视为认可异议。',
        en: 'The Seller answers with a remedy within five working days of a claim; otherwise the claim is taken as accepted.',
      },
    ],
  },
  {
    title: { zh: '付款', en: 'Payment' },
    items: [
      { zh: '付款情况：{{payment.zh}}。', en: 'Terms of payment: {{payment.en}}.' },
      {
        when: 'deposit',
        zh: '定金为合同总价的 {{deposit.percent}}，计 {{deposit.figure}}（{{deposit.inWords.zh}}）。定金抵作价款；买方违约的无权请求返还，卖方违约的应当双倍返还。',
        en: 'The deposit is {{deposit.percent}} of the total price, {{deposit.figure}} ({{deposit.inWords.en}}). It is set off against the price; a Buyer in breach forfeits it, a Seller in breach returns it twofold.',
      },
      {
        zh: '卖方收款账户：{{company.bank.name.zh}}，账号 {{company.bank.account}}，户名{{company.name.zh}}。卖方变更账户的，须由卖方财务负责人以盖章书面通知并经买方电话核实；未经核实的付款不发生清偿效力。',
        en: "Account of the Seller: {{company.bank.name.en}}, no. {{company.bank.account}}, in the name of {{company.name.en}}; a change is valid only by sealed notice of the Seller's chief of finance which the Buyer has verified by telephone.",
      },
      {
        zh: '卖方在收到相应货款后七个工作日内，向买方开具税率为 {{taxPercent}} 的增值税发票。',
        en: 'The Seller issues a VAT invoice at {{taxPercent}} within seven working days of receipt of the payment it is for.',
      },
    ],
  },
  {
    title: { zh: '所有权与风险', en: 'Title and risk' },
    items: [
      {
        zh: '货物毁损、灭失的风险自买方在送货地点签收时起转移；货物的所有权自买方付清该批货款时起转移。',
        en: 'Risk passes when the Buyer signs for the Goods at the place of delivery; title passes when the Goods of that lot are paid in full.',
      },
    ],
  },
  {
    title: { zh: '质量保证', en: 'Warranty' },
    items: [
      {
        zh: '质保期为自签收之日起十二个月。质保期内非因买方使用、保管不当出现的质量问题，卖方免费维修或者更换，并承担往返运费。',
        en: 'The warranty period is twelve months from receipt. Defects not caused by misuse or improper storage are repaired or replaced free of charge, both freights included.',
      },
      {
        zh: '人为损坏、擅自改装、超出规格使用的，不在保修范围内，卖方可以提供有偿维修。',
        en: 'Damage by misuse, alteration or use beyond the specification is excepted; the Seller may repair it against payment.',
      },
    ],
  },
  {
    title: { zh: '知识产权与保密', en: 'Intellectual property and confidentiality' },
    items: [
      {
        zh: '卖方保证货物不侵犯第三人的知识产权；按照买方提供的图纸、软件制造的部分，由买方负责。',
        en: "The Seller warrants that the Goods infringe no rights of third parties; the Buyer answers for what is made to the Buyer's drawings and software.",
      },
      {
        zh: '任何一方对因订立、履行本合同知悉的对方图纸、价格、客户等信息负有保密义务，该义务自本合同终止之日起继续有效三年。',
        en: "Each party keeps the other's drawings, prices, customers and the like secret, for three years beyond the end of this contract.",
      },
    ],
  },
  {
    title: { zh: '违约责任', en: 'Breach' },
    items: [
      {
        zh: '卖方逾期交货的，每逾期一日按逾期部分价款的千分之一支付违约金；逾期超过三十日的，买方有权解除逾期部分的合同。',
        en: 'For late delivery the Seller pays 0.1 % of the price of the late part for each day; after thirty days the Buyer may rescind the contract for that part.',
      },
      {
        zh: '买方逾期付款的，每逾期一日按逾期金额的千分之一支付违约金，卖方有权顺延交货；逾期超过三十日的，卖方有权解除合同。',
        en: 'For late payment the Buyer pays 0.1 % of the amount for each day and the Seller may postpone delivery; after thirty days the Seller may rescind the contract.',
      },
      {
        zh: '违约金总额不超过合同总价的百分之二十；违约金不足以弥补损失的，违约方还应当赔偿差额，但不包括间接损失。',
        en: 'Such payments do not exceed twenty per cent of the total price; a loss beyond them is compensated, indirect loss excepted.',
      },
    ],
  },
  {
    title: { zh: '不可抗力', en: 'Force majeure' },
    items: [
      {
        zh: '因不可抗力不能履行合同的一方，应当在四十八小时内通知对方，并在十五日内提供证明；双方根据影响部分或者全部免除责任。不可抗力持续超过六十日的，任何一方可以解除合同。',
        en: 'A party prevented by force majeure gives notice within forty-eight hours and proof within fifteen days and is released as far as prevented. After sixty days either party may rescind the contract.',
      },
    ],
  },
  {
    title: { zh: '变更与解除', en: 'Amendment and termination' },
    items: [
      {
        zh: '对本合同的任何变更，须由双方书面签字盖章；口头约定、单方修改和涂改均无效。',
        en: 'Amendments need writing, signature and seal of both parties; oral agreements, unilateral changes and alterations are void.',
      },
      {
        zh: '本合同期限自签订之日起至 {{termTo | date}} 止；期满尚未履行完毕的义务，继续履行至完毕。',
        en: 'This contract runs from its date to {{termTo | date "en"}}; obligations outstanding then are still performed.',
      },
    ],
  },
  {
    title: { zh: '争议解决', en: 'Disputes' },
    items: [
      {
        zh: '本合同适用中华人民共和国法律。因本合同发生的争议，双方应当协商解决；协商不成的，向卖方住所地有管辖权的人民法院提起诉讼。',
        en: "The law of the People's Republic of China applies. Disputes that cannot be settled amicably are brought before the competent people's court at the Seller's domicile.",
      },
    ],
  },
  {
    title: { zh: '特别约定', en: 'Special provisions' },
    items: [
      {
        when: 'changes',
        zh: '{{changes.zh}}',
        en: '{{changes.en}}',
      },
      {
        when: 'not changes',
        zh: '无。',
        en: 'None.',
      },
    ],
  },
  {
    title: { zh: '其他', en: 'Miscellaneous' },
    items: [
      {
        zh: '本合同自双方签字盖章之日起生效，一式肆份，双方各执贰份，具有同等法律效力。双方以可靠的电子签名签署的，与手写签名、盖章具有同等法律效力。',
        en: 'This contract takes effect when signed and sealed by both parties, in four originals, two for each, all equally binding. Reliable electronic signatures have the effect of signatures and seals by hand.',
      },
      {
        zh: '本合同首部所列住所、电话、电子邮箱为双方的有效送达地址，变更的应当书面通知对方。',
        en: 'Notices go to the addresses, telephones and e-mail addresses stated above; changes are notified in writing.',
      },
      {
        when: 'language == "both"',
        zh: '本合同以中英文书写；两种文本不一致的，以中文为准。',
        en: 'This contract is written in Chinese and English; should they differ, the Chinese text prevails.',
      },
    ],
  },
];
