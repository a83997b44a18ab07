import { erase as eraseStream } from '../../../functions/core/document/erase.ts';
import { refreshRow } from '../../../functions/core/document/projection.ts';
import { voidDocument } from '../../../functions/core/document/void.ts';
import { open } from '../../../functions/core/ledger/envelope.ts';
import type { DocumentRow, Ports } from '../../../functions/core/ports.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { answer, type Command, EXIT, JSON_OPTION, say, say2 } from '../command.ts';
import { findRow } from '../find-row.ts';
import { openExisting } from '../home.ts';
import { stateName } from '../summary.ts';
import { table } from '../table.ts';

export const voidCommand: Command = {
  summary: { zh: '作废一份单据；编号保留', en: 'void a document; its number stays taken' },
  usage: 'void NUMBER --reason TEXT [--json]',
  options: {
    reason: {
      takes: 'TEXT',
      help: { zh: '作废原因，永久记入台账，不写个人信息', en: 'why, kept for ever: no personal data' },
    },
    ...JSON_OPTION,
  },
  positionals: { min: 1, max: 1 },
  notes: [
    {
      zh: '作废不能撤销；需要时用新的申请编号重新提交。docket register 列出所有编号。',
      en: 'It cannot be undone: send the request again under a new number. docket register lists all numbers.',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    const { stream, number, title } = await findRow(ports, args.positionals[0] ?? '');
    const done = await voidDocument(ports, stream, args.text('reason') ?? '');
    await refreshRow(ports, stream);
    const name = number ?? title;
    answer(
      args,
      { number: name, stream, voided: done },
      done
        ? { zh: `${name} 已作废，编号保留`, en: `${name} is void; its number stays taken` }
        : { zh: `${name} 早已作废，原因不变`, en: `${name} was void before; the first reason stands` },
    );
    return EXIT.ok;
  },
};

const unconfirmed = (name: string): DocketError =>
  new DocketError('UNCONFIRMED', {
    zh: `将永久删除 ${name} 的申请内容和个人信息，无法恢复；确认请加 --yes`,
    en: `the request of ${name} and the personal data in it will be gone for ever; add --yes to do it`,
  });

export const erase: Command = {
  summary: { zh: '按要求删除个人信息；台账仍可核对', en: 'erase personal data; the ledger still verifies' },
  usage: 'erase ID --yes [--json]',
  options: { yes: { help: { zh: '确认删除', en: 'do it' } }, ...JSON_OPTION },
  positionals: { min: 1, max: 1 },
  notes: [
    {
      zh: 'ID 是单据编号，或上传文件的流（docket status --json、docket erase 会列出）。',
      en: 'ID is the number of a document, or the stream of a file that came in (docket erase lists them).',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    const { stream, number, title } = await findRow(ports, args.positionals[0] ?? '');
    if (!args.flag('yes')) throw unconfirmed(number ?? title);
    const erasure = await eraseStream(ports, stream);
    await refreshRow(ports, stream);
    if (args.flag('json')) {
      say(JSON.stringify(erasure, undefined, 2));
      return EXIT.ok;
    }
    const { erased, issued, uploads } = erasure;
    say2({ zh: `已删除 ${erased.length} 个文件：`, en: `${erased.length} files erased:` });
    for (const key of erased) say(`  ${key}`);
    if (issued.length > 0)
      say2({
        zh: '已开出的单据依法保存，未删除：',
        en: 'issued documents are business records under retention and stay:',
      });
    for (const key of issued) say(`  ${key}`);
    if (uploads.length > 0)
      say2({
        zh: '来源文件可能含他人的申请，请逐个删除：',
        en: 'the files that it came in with may hold requests of others; erase each by itself:',
      });
    for (const upload of uploads) say(`  docket erase ${upload} --yes`);
    return EXIT.ok;
  },
};

interface Entry extends Pick<DocumentRow, 'number' | 'kind' | 'state' | 'party' | 'stream'> {
  /** Why it is void. */
  readonly reason: string | null;
}

const reasonOf = async (ports: Ports, { stream, state }: DocumentRow): Promise<string | null> => {
  if (state !== 'voided') return null;
  const event = (await ports.ledger.read(stream)).find(({ type }) => type === 'document.voided');
  const { reason } = (event ? open(event).data : {}) as { readonly reason?: string };
  return reason ?? null;
};

/** Every document that has a number, by number. */
const numbered = async (ports: Ports, kind: string | undefined, state: string | undefined) => {
  const query = { ...(kind ? { kind } : {}), ...(state ? { state } : {}), offset: 0 };
  const { total } = await ports.views.list({ ...query, limit: 0 });
  const { rows } = await ports.views.list({ ...query, limit: total });
  const entries: Entry[] = [];
  for (const row of rows) {
    const { number, party, stream } = row;
    if (number !== null)
      entries.push({
        number,
        kind: row.kind,
        state: row.state,
        party,
        stream,
        reason: await reasonOf(ports, row),
      });
  }
  return entries.toSorted((a, b) => (a.number ?? '').localeCompare(b.number ?? '', 'en', { numeric: true }));
};

export const register: Command = {
  summary: {
    zh: '编号登记簿：每个编号和作废原因',
    en: 'every number in order, with the reason of each void one',
  },
  usage: 'register [KIND] [--void] [--json]',
  options: { void: { help: { zh: '只列作废的', en: 'void ones only' } }, ...JSON_OPTION },
  positionals: { min: 0, max: 1 },
  run: async (args) => {
    const ports = await openExisting(args.data);
    const entries = await numbered(ports, args.positionals[0], args.flag('void') ? 'voided' : undefined);
    if (args.flag('json')) say(JSON.stringify(entries, undefined, 2));
    else
      say(
        table(
          ['编号 NUMBER', '状态 STATE', '客户 CUSTOMER', '作废原因 REASON'],
          entries.map(({ number, state, party, reason }) => [
            number ?? '',
            stateName(state),
            party,
            reason ?? '',
          ]),
        ),
      );
    return EXIT.ok;
  },
};
