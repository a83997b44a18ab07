import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
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
    open: '，待签字',
  },
  en: {
    number: 'NUMBER / FILE',
    state: 'STATE',
    party: 'CUSTOMER',
    amount: 'AMOUNT',
    file: 'FOLDER',
    open: ', to be signed',
  },
} as const;

const STATES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  received: { zh: '已收到', en: 'received' },
  numbered: { zh: '已编号', en: 'numbered' },
  filled: { zh: '已填写', en: 'filled' },
  rendered: { zh: '已出 PDF', en: 'PDF made' },
  voided: { zh: '已作废', en: 'VOID' },
  rejected: { zh: '被退回', en: 'REJECTED' },
  accepted: { zh: '已接收', en: 'accepted' },
  duplicate: { zh: '重复，无新增', en: 'duplicate, nothing new' },
  published: { zh: '已发布', en: 'published' },
};

export const stateName = (state: string): string => STATES[state]?.[language] ?? state;

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
    stateName(row.state) + (row.needs.length > 0 ? w.open : ''),
    row.kind === 'upload' || row.kind === 'template' ? '' : row.party,
    row.amount ? `${row.currency} ${row.amount}` : '',
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
  return conclude(ports, { documents, rejected: refused.total, rendererReady, address });
};

interface Outcome {
  readonly documents: number;
  readonly rejected: number;
  readonly rendererReady: boolean;
  readonly address: string | undefined;
}

const conclude = (ports: EmbeddedPorts, { documents, rejected, rendererReady, address }: Outcome): number => {
  const dead = ports.queue.dead().length;
  say2({
    zh: `${documents} 份单据，${rejected} 个文件被退回，${dead} 条故障`,
    en: `${documents} documents, ${rejected} files rejected, ${dead} faults`,
  });
  if (!rendererReady && documents > 0)
    say2({
      zh: '尚无 PDF：本机缺少 LibreOffice 或中文字体（npm start -- --install 可安装），装好后自动补上',
      en: 'No PDFs yet: LibreOffice or a Chinese font is missing here (npm start -- --install installs them); the PDFs follow by themselves',
    });
  if (address) say2({ zh: `网页：${address}`, en: `Page: ${address}` });
  if (dead > 0) return EXIT.fault;
  return rejected > 0 ? EXIT.rejected : EXIT.ok;
};
