import type { Language, Text } from '../core/result.ts';

/** Every word of the pages. `{name}` is filled in by the caller. */
const STRINGS = {
  'app.tagline': { zh: '单据自动化', en: 'document automation' },
  'app.skip': { zh: '跳到正文', en: 'Skip to content' },
  'app.nav': { zh: '主导航', en: 'Main' },
  'app.switch': { zh: 'English', en: '中文' },
  'app.local': { zh: '仅本机可访问', en: 'Reachable from this machine only' },
  'app.time': { zh: '时间均为北京时间（UTC+8）', en: 'All times are Beijing time (UTC+8)' },
  'nav.documents': { zh: '单据', en: 'Documents' },
  'nav.uploads': { zh: '收件', en: 'Received' },
  'nav.forms': { zh: '表单', en: 'Forms' },
  'nav.templates': { zh: '模板', en: 'Templates' },
  'nav.outbox': { zh: '发件', en: 'Outbox' },

  'outbox.title': { zh: '发件箱', en: 'Outbox' },
  'outbox.hint': {
    zh: '没有设置邮件服务器（DOCKET_SMTP），邮件留在这里，可以直接打开。设置后，新邮件会直接寄出。',
    en: 'No mail server is set (DOCKET_SMTP), so mails wait here and can be opened. Once it is set, new mails go out by themselves.',
  },
  'outbox.none': { zh: '还没有邮件', en: 'No mails yet' },
  'outbox.none.hint': {
    zh: '有待办、登录链接或通知时，会出现在这里。',
    en: 'Tasks, sign-in links and notices appear here.',
  },
  'outbox.more': {
    zh: '另有 {n} 封较早的在 outbox/mail 文件夹里',
    en: '{n} older ones are in the folder outbox/mail',
  },
  'outbox.back': { zh: '返回发件箱', en: 'Back to the outbox' },
  'outbox.from': { zh: '发件人', en: 'From' },
  'outbox.to': { zh: '收件人', en: 'To' },
  'outbox.date': { zh: '日期', en: 'Date' },
  'outbox.attachments': { zh: '附件', en: 'Attachments' },
  'outbox.file': { zh: '用邮件程序打开（.eml）', en: 'Open in a mail program (.eml)' },

  'list.title': { zh: '单据', en: 'Documents' },
  'list.total': { zh: '共 {n} 份', en: '{n} in total' },
  'list.states': { zh: '按状态筛选', en: 'Filter by state' },
  'list.all': { zh: '全部', en: 'All' },
  'list.search': { zh: '编号、标题或客户', en: 'Number, title or customer' },
  'list.kind': { zh: '单据类型', en: 'Kind' },
  'list.kind.all': { zh: '全部类型', en: 'All kinds' },
  'list.find': { zh: '查找', en: 'Search' },
  'list.faults': { zh: '{n} 项处理失败，需要管理员处理', en: 'Failed and waiting for an administrator: {n}' },
  'list.faults.hint': {
    zh: '运行 npx docket status 查看原因，排除后运行 npx docket redrive 重试。文件和数据都已保留。',
    en: 'npx docket status shows why; mend the cause, then run npx docket redrive. Nothing is lost.',
  },
  'list.working': { zh: '正在处理：{what}', en: 'In progress: {what}' },
  'list.waiting.received': { zh: '待编号 {n}', en: '{n} waiting for a number' },
  'list.waiting.numbered': { zh: '待填写 {n}', en: '{n} waiting to be filled' },
  'list.waiting.filled': { zh: '待生成 PDF {n}', en: '{n} waiting for a PDF' },
  'list.none': { zh: '没有符合条件的单据', en: 'No document matches' },
  'list.none.hint': { zh: '换一个词，或清除筛选条件。', en: 'Try another word, or clear the filters.' },
  'list.clear': { zh: '清除筛选', en: 'Clear filters' },
  'list.empty': { zh: '还没有单据', en: 'No documents yet' },
  'list.empty.drag': {
    zh: '把填好的申请表拖到上面的框里，单据会自动编号、填写并生成 PDF。',
    en: 'Drop a filled request form into the box above: it is numbered, filled and turned into a PDF by itself.',
  },
  'list.empty.folder': { zh: '也可以直接放进收件文件夹：', en: 'Or put it into the inbox folder:' },
  'list.empty.form': { zh: '下载空白表单', en: 'Download a blank form' },

  'column.number': { zh: '编号', en: 'Number' },
  'column.party': { zh: '客户 / 标题', en: 'Customer / title' },
  'column.amount': { zh: '金额', en: 'Amount' },
  'column.state': { zh: '状态', en: 'State' },
  'column.valid': { zh: '有效期', en: 'Validity' },
  'column.updated': { zh: '更新时间', en: 'Updated' },
  'column.file': { zh: '文件', en: 'File' },
  'column.received': { zh: '收到时间', en: 'Received' },
  'column.cell': { zh: '位置', en: 'Where' },
  'column.field': { zh: '栏目', en: 'Field' },
  'column.wrong': { zh: '问题', en: 'What is wrong' },
  'column.tag': { zh: '标签', en: 'Tag' },
  'column.sample': { zh: '样例里的值', en: 'In the sample' },
  'column.mend': { zh: '怎么改', en: 'How to mend it' },

  'row.unnumbered': { zh: '待编号', en: 'No number yet' },
  'row.revision': { zh: '修订 {n}', en: 'Rev. {n}' },
  'row.original': { zh: '首版', en: 'First issue' },
  'row.valid.today': { zh: '仅今日有效', en: 'today only' },
  'row.valid.lock': { zh: '价格波动', en: 'prices fluctuate' },
  'row.valid.lock.why': {
    zh: '报价锁定期间：请先与商务中心确认再使用',
    en: 'Quoting is locked: confirm with the commercial centre before use',
  },
  'app.profile': {
    zh: '公司资料有错误，新文件暂停处理，改好后自动继续',
    en: 'The company profile has mistakes: new files wait and go on by themselves when it is mended',
  },
  'row.valid.expired': { zh: '已过期', en: 'expired' },
  'row.none': { zh: '—', en: '—' },

  'page.nav': { zh: '翻页', en: 'Pages' },
  'page.newer': { zh: '上一页', en: 'Previous' },
  'page.older': { zh: '下一页', en: 'Next' },
  'page.of': { zh: '第 {page} / {pages} 页', en: 'Page {page} of {pages}' },

  'doc.back': { zh: '返回列表', en: 'Back to the list' },
  'doc.facts': { zh: '概要', en: 'Summary' },
  'doc.party': { zh: '客户', en: 'Customer' },
  'doc.amount': { zh: '金额', en: 'Amount' },
  'doc.valid': { zh: '有效期至', en: 'Valid until' },
  'doc.created': { zh: '收到', en: 'Received' },
  'doc.templates': { zh: '模板', en: 'Templates' },
  'doc.updated': { zh: '更新', en: 'Updated' },
  'doc.needs': { zh: '发出前还需要', en: 'Before it may go out' },
  'doc.needs.none': { zh: '没有待办事项。', en: 'Nothing is left to do.' },
  'doc.files': { zh: '文件', en: 'Files' },
  'doc.files.none': { zh: '文件生成后会出现在这里。', en: 'Files appear here as soon as they are made.' },
  'doc.files.old': { zh: '以前的版次', en: 'Earlier revisions' },
  'doc.preview': { zh: '预览', en: 'Preview' },
  'doc.open': { zh: '打开', en: 'Open' },
  'doc.open.pdf': { zh: '打开 PDF', en: 'Open the PDF' },
  'doc.download': { zh: '下载', en: 'Download' },
  'doc.pdf.of': { zh: '{number} 的 PDF', en: 'PDF of {number}' },
  'doc.pdf.waits': { zh: 'PDF 还没有生成', en: 'The PDF is not there yet' },
  'doc.pdf.why': {
    zh: '生成后会自动出现在这里。如果本机没有 LibreOffice，装好之后会补做；Excel 文件现在就可以下载。',
    en: 'It appears here by itself. Without LibreOffice on this machine it is made as soon as that is installed; the Excel file can be downloaded now.',
  },
  'doc.pdf.early': {
    zh: '单据正在编号和填写，完成后会自动出现在这里。',
    en: 'The document is being numbered and filled. It appears here by itself.',
  },
  'doc.revisions': { zh: '版次', en: 'Revisions' },
  'doc.revision.current': { zh: '当前', en: 'current' },
  'doc.revision.old': { zh: '已被取代', en: 'superseded' },
  'doc.timeline': { zh: '时间线', en: 'Time line' },
  'doc.timeline.none': { zh: '台账里还没有记录。', en: 'The ledger has no entry yet.' },
  'doc.proof': { zh: '凭证', en: 'Proof' },
  'doc.proof.type': { zh: '事件', en: 'Event' },
  'doc.proof.actor': { zh: '执行者', en: 'By' },
  'doc.proof.hash': { zh: '哈希', en: 'Hash' },
  'doc.proof.prev': { zh: '前一条', en: 'Previous' },

  'uploads.title': { zh: '收件', en: 'Received files' },
  'uploads.empty': { zh: '还没有收到文件', en: 'No file has come in yet' },
  'uploads.empty.hint': {
    zh: '把填好的表单拖到上面的框里，收到的每个文件都会列在这里。',
    en: 'Drop a filled form into the box above; every file that comes in is listed here.',
  },
  'uploads.none': { zh: '没有这种状态的文件', en: 'No file in this state' },
  'uploads.queued': { zh: '已收到，正在检查：{names}', en: 'Received, being checked: {names}' },

  'upload.rejected': { zh: '有 {n} 处需要修改', en: 'To be mended: {n}' },
  'upload.rejected.how': {
    zh: '下载标注过的副本，改好红色单元格，再把同一个文件拖回来。已经通过的申请不会重复处理。',
    en: 'Download the marked copy, mend the red cells and drop the same file again. Requests that went through are not processed twice.',
  },
  'upload.rejected.plain': {
    zh: '按下面的说明改好，再把文件拖回来。已经通过的申请不会重复处理。',
    en: 'Mend the file as described below and drop it again. Requests that went through are not processed twice.',
  },
  'upload.accepted': {
    zh: '这个文件没有问题，申请已进入处理。',
    en: 'Nothing is wrong with this file; its requests are being processed.',
  },
  'upload.accepted.see': { zh: '查看单据', en: 'See the documents' },
  'upload.duplicate': {
    zh: '以前收到过内容相同的文件，没有产生新的单据。',
    en: 'The same content came in before; nothing new was made.',
  },
  'upload.tally': {
    zh: '受理 {received} 份，重复 {duplicates} 份，退回 {rejected} 份',
    en: 'taken {received}, duplicates {duplicates}, refused {rejected}',
  },
  'upload.annotated': { zh: '下载标注副本', en: 'Download the marked copy' },
  'upload.original': { zh: '下载原文件', en: 'Download the original' },
  'upload.problems': { zh: '问题清单', en: 'What to mend' },
  'upload.problems.more': { zh: '还有 {n} 处，见标注副本。', en: '{n} more are in the marked copy.' },
  'upload.problems.lost': {
    zh: '问题清单读不出来，请看标注副本或重新上传。',
    en: 'The list of problems cannot be read; look at the marked copy or send the file again.',
  },
  'upload.whole': { zh: '整个文件', en: 'whole file' },

  'forms.title': { zh: '表单', en: 'Forms' },
  'forms.intro': {
    zh: '下载空白表单，用 Excel 或 WPS 填好，再拖回这里。',
    en: 'Download a blank form, fill it in Excel or WPS, and drop it here.',
  },
  'forms.form': { zh: '下载空白表单', en: 'Download blank form' },
  'forms.table': { zh: '一行一单的表格', en: 'Table for many requests' },
  'forms.reference': { zh: '基础资料', en: 'Reference data' },
  'forms.mandatory': { zh: '必填：{fields}', en: 'Mandatory: {fields}' },
  'forms.none': { zh: '还没有安装任何单据类型', en: 'No document kind is installed' },

  'templates.title': { zh: '模板', en: 'Templates' },
  'templates.intro': {
    zh: '下载现行模板，用 Word、Excel 或 WPS 修改后拖回这里。检查无误即成为新版本，从下一份单据起使用；已收到的单据仍用原来的版本。',
    en: 'Download the template in use, edit it in Word, Excel or WPS, and drop it here. Without mistakes it becomes a new version for the documents that come in from then on; earlier ones keep theirs.',
  },
  'templates.drop': { zh: '把改好的模板拖到这里', en: 'Drop an edited template here' },
  'templates.drop.hint': {
    zh: 'Word 或 Excel；请保留原文件名，好认出它替换哪个模板',
    en: 'Word or Excel; keep its name, which tells the template that it replaces',
  },
  'templates.version': { zh: '第 {n} 版', en: 'version {n}' },
  'templates.current': { zh: '使用中', en: 'In use' },
  'templates.shipped': { zh: '随程序提供', en: 'came with the program' },
  'templates.edit': { zh: '下载修改', en: 'Download to edit' },
  'templates.history': { zh: '全部版本（{n}）', en: 'All versions ({n})' },
  'templates.tags': { zh: '可用的标签：{kind}（{n}）', en: 'Tags to use: {kind} ({n})' },
  'templates.tags.how': {
    zh: '把标签抄进模板，出单时换成数据；循环里的标签写在 {{#each …}} 与 {{/each}} 之间。全部写法和图例见程序文件夹里的模板指南 templates/README.md。',
    en: 'Copy a tag into the template; when a document is made its value takes the place. Tags of a loop stand between {{#each …}} and {{/each}}. All of it, with pictures, is in the guide templates/README.en.md in the folder of the program.',
  },
  'templates.tags.loop': { zh: '在 {loop} 里', en: 'inside {loop}' },
  'templates.refused': { zh: '最近退回的模板', en: 'Refused lately' },
  'templates.accepted': {
    zh: '模板没有错误，从现在起的新单据都用它。',
    en: 'The template has no mistakes; documents that come in from now on use it.',
  },
  'templates.same': {
    zh: '与使用中的模板相同，没有变化。',
    en: 'It is the same as the template in use; nothing has changed.',
  },
  'templates.see': { zh: '查看模板', en: 'See the templates' },
  'templates.rejected.how': {
    zh: '模板没有换。标注副本在每个错处都有批注：改好后把原文件或这份副本拖回来，批注会自动去掉。',
    en: 'The template was not replaced. The marked copy has a comment at every mistake: mend it there or in your own file and drop that one here; the comments are taken out by themselves.',
  },
  'templates.rejected.plain': {
    zh: '模板没有换。按下面的说明改好，再拖回来。',
    en: 'The template was not replaced. Mend it as described below and drop it again.',
  },

  'drop.title': { zh: '把填好的表单拖到这里', en: 'Drop filled forms here' },
  'drop.hint': { zh: 'Excel、CSV 或 JSON，最大 50 MB', en: 'Excel, CSV or JSON, up to 50 MB' },
  'drop.choose': { zh: '选择文件', en: 'Choose files' },
  'drop.kind': { zh: '类型', en: 'Kind' },
  'drop.kind.auto': { zh: '自动识别', en: 'Recognise by itself' },
  'drop.send': { zh: '上传', en: 'Upload' },
  'drop.label': { zh: '上传文件', en: 'Upload files' },
  'drop.sending': { zh: '正在上传', en: 'Uploading' },
  'drop.checking': { zh: '已收到，正在检查', en: 'Received, being checked' },
  'drop.failed': { zh: '上传没有成功，请再试一次', en: 'The upload did not work; please try again' },
  'drop.slow': {
    zh: '还在处理，结果稍后见“收件”页',
    en: 'Still at work; the result will be under “Received”',
  },
  'drop.see': { zh: '查看', en: 'See' },
  'drop.mend': { zh: '看哪里要改', en: 'See what to mend' },
  'drop.result.accepted': { zh: '已接受', en: 'Accepted' },
  'drop.result.duplicate': { zh: '以前收到过，没有新内容', en: 'Came in before, nothing new' },

  'error.404': { zh: '没有这个页面', en: 'There is no such page' },
  'error.404.hint': {
    zh: '请检查地址或编号；也可能单据还没有编号。',
    en: 'Check the address or the number; the document may not have one yet.',
  },
  'error.405': { zh: '这个地址不支持这种操作', en: 'This address does not do that' },
  'error.405.hint': { zh: '请从页面上的按钮操作。', en: 'Use the buttons of the page.' },
  'error.403': { zh: '请求来自别的网站，已拒绝', en: 'The request came from another site and was refused' },
  'error.403.hint': { zh: '请打开本页面再操作。', en: 'Open this page itself and try again.' },
  'error.413': { zh: '文件超过 50 MB', en: 'The file is larger than 50 MB' },
  'error.413.hint': { zh: '请拆成几个文件再上传。', en: 'Split it into several files.' },
  'error.400': { zh: '没有收到文件', en: 'No file came with the request' },
  'error.400.hint': {
    zh: '请选择一个非空的文件；类型须是列表中的一种。',
    en: 'Choose a file that is not empty; the kind must be one of the list.',
  },
  'error.421': { zh: '这个地址不是本机', en: 'This address is not this machine' },
  'error.421.hint': { zh: '请用 http://127.0.0.1 打开。', en: 'Open it as http://127.0.0.1.' },
  'error.500': { zh: '出了故障，没有丢失任何文件', en: 'Something failed; no file was lost' },
  'error.500.hint': {
    zh: '请稍后刷新；如果还是这样，看运行窗口里的说明。',
    en: 'Reload in a moment; if it stays, see the window in which Docket runs.',
  },
  'error.home': { zh: '回到单据列表', en: 'Go to the documents' },
} as const satisfies Readonly<Record<string, Text>>;

type Word = keyof typeof STRINGS;
export type Say = (word: Word, values?: Readonly<Record<string, string | number>>) => string;

export const sayIn =
  (language: Language): Say =>
  (word, values = {}) =>
    STRINGS[word][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** Row states; one that is not here shows its own name. */
export const STATES: Readonly<Record<string, Text>> = {
  received: { zh: '已收到', en: 'Received' },
  numbered: { zh: '已编号', en: 'Numbered' },
  filled: { zh: '已填写', en: 'Filled' },
  rendered: { zh: '已出 PDF', en: 'PDF ready' },
  voided: { zh: '已作废', en: 'Void' },
  published: { zh: '已生效', en: 'In force' },
  accepted: { zh: '已接受', en: 'Accepted' },
  rejected: { zh: '需修改', en: 'To be mended' },
  duplicate: { zh: '重复', en: 'Duplicate' },
};

/** First half of a need's code; `{role}` is the role's title. */
export const NEEDS: Readonly<Record<string, Text>> = {
  sign: { zh: '待{role}签字', en: 'Signature: {role}' },
  approve: { zh: '待{role}批准', en: 'Approval: {role}' },
  fill: { zh: '待{role}填写', en: 'To be filled: {role}' },
  seal: { zh: '待{role}盖章', en: 'Seal: {role}' },
  acknowledge: { zh: '待{role}签收', en: 'Receipt: {role}' },
};
