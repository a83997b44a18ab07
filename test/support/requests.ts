/** Requests for quotations, as many as wanted, each with its own number and content. */
export const quotationRequests = (count: number, lines = 2, from = 1): readonly object[] =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return {
      requestNo: `XJ-TEST-${String(n).padStart(6, '0')}`,
      customerName: `示例通讯 ${n} 号有限公司 | Example Telecom No. ${n}`,
      customerClass: 'regular',
      contact: '陈先生',
      phone: '13800138000',
      applicant: 'wen-jingxing',
      subBoardConfirmed: true,
      mainBoardBom: 'BOM-M6762-A3',
      subBoardBom: 'BOM-S6762-A1',
      materialsAdded: false,
      freightAdded: false,
      paymentTerms: '款到发货 | Payment before shipment',
      lines: Array.from({ length: lines }, (_, line) => ({
        product: PRODUCTS[(n + line) % PRODUCTS.length],
        quantity: String(1000 + ((n * 37 + line * 11) % 900) * 10),
        leadTime: '15 天 | 15 days',
      })),
    };
  });

/** Products of the shipped sample price list. */
const PRODUCTS = ['YH-M6762-V3'];
