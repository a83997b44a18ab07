import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { moneyText } from '../../functions/core/business/money-text.ts';
import { stateText } from '../../functions/core/document/states.ts';
import { waitingMails } from '../../functions/core/outbox.ts';
import type { DocumentRow } from '../../functions/core/ports.ts';
import { EXIT, language, say, say2 } from './command.ts';
import { table } from './table.ts';

const SHOWN = 20;

const words = {
  zh: {
    number: '编号 / 文件',
    state: '状态',
    party: '客户',
    amount: '金额',
    file: '文件夹',
    open: (n: number) => `，待办 ${n} 项`,
  },
  en: {
    number: 'NUMBER / FILE',
    state: 'STATE',
    party: 'CUSTOMER',
    amount: 'AMOUNT',
    file: 'FOLDER',
    open: (n: number) => `, ${n} to do`,
  },
} as const;

export const stateName = (state: string): string => stateText(state)[language];

const folderOf = ({ files }: DocumentRow): string => {
  const keys = Object.values(files);
  const key =
    keys.find((one) => one.startsWith('rejected/')) ?? keys.find((one) => one.startsWith('documents/'));
  return key ? key.slice(0, key.lastIndexOf('/')) : '';
};

const printRows = (rows: readonly DocumentRow[], more: number): void => {
  const w = words[language];
  const lines = rows.map((row) => [
    row.number ?? row.title,
    stateName(row.state) + (row.needs.length > 0 ? w.open(row.needs.length) : ''),
    row.kind === 'upload' || row.kind === 'template' ? '' : row.party,
    row.amount === null ? '' : moneyText(row.amount, row.currency),
    folderOf(row),
  ]);
  say(table([w.number, w.state, w.party, w.amount, w.file], lines));
  if (more > 0)
    say2({
      zh: `… 另有 ${more} 项，见网页或 docket status`,
      en: `… and ${more} more: see the page or docket status`,
    });
};

/** What changed since a moment, as a table; gives the exit code of `--once`. */
export const printSummary = async (
  ports: EmbeddedPorts,
  moment: number,
  rendererReady: boolean,
  address?: string,
): Promise<number> => {
  const since = new Date(moment).toISOString();
  const count = async (kind: string): Promise<number> =>
    (await ports.views.list({ kind, since, limit: 0, offset: 0 })).total;
  const list = (query: { kind?: string; state?: string }) =>
    ports.views.list({ ...query, since, limit: SHOWN, offset: 0 });
  const made = await list({});
  const templates = await list({ kind: 'template' });
  const refused = await list({ kind: 'upload', state: 'rejected' });
  const repeated = await list({ kind: 'upload', state: 'duplicate' });
  const lists = [made, templates, refused, repeated];
  const rows = lists.flatMap((found) => found.rows);
  const more = lists.reduce((sum, { total }) => sum + total, 0) - rows.length;
  if (rows.length > 0) printRows(rows, more);
  let documents = 0;
  for (const { id, type } of ports.kinds.values()) if (type === 'document') documents += await count(id);
  const published = templates.total;
  const mails = (await waitingMails(ports.files)).length;
  return conclude(ports, { documents, published, rejected: refused.total, rendererReady, address, mails });
};

interface Outcome {
  readonly documents: number;
  /** Templates. */
  readonly published: number;
  readonly rejected: number;
  readonly rendererReady: boolean;
  readonly address: string | undefined;
  /** In the outbox, where no relay is set. */
  readonly mails: number;
}

const conclude = (ports: EmbeddedPorts, outcome: Outcome): number => {
  const { documents, published, rejected, rendererReady, address, mails } = outcome;
  const dead = ports.queue.dead().length;
  const templates =
    published === 0 ? { zh: '', en: '' } : { zh: `${published} 个模板，`, en: `${published} templates, ` };
  say2({
    zh: `${documents} 份单据，${templates.zh}${rejected} 个文件被退回，${dead} 条故障`,
    en: `${documents} documents, ${templates.en}${rejected} files rejected, ${dead} faults`,
  });
  if (!rendererReady && documents > 0)
    say2({
      zh: '尚无 PDF：本机缺少 LibreOffice 或中文字体（npm start -- --install 可安装），装好后自动补上',
      en: 'No PDFs yet: LibreOffice or a Chinese font is missing here (npm start -- --install installs them); the PDFs follow by themselves',
    });
  if (address) say2({ zh: `网页：${address}`, en: `Page: ${address}` });
  if (address && mails > 0)
    say2({
      zh: `发件箱里有 ${mails} 封邮件（审批、签字）：${address}/outbox`,
      en: `Mails that ask for approval and signature: ${mails} in the outbox, ${address}/outbox`,
    });
  if (dead > 0) return EXIT.fault;
  return rejected > 0 ? EXIT.rejected : EXIT.ok;
};
