import { moneyText } from '../../../functions/core/business/money-text.ts';
import { erase as eraseStream } from '../../../functions/core/document/erase.ts';
import { paperOf } from '../../../functions/core/document/paper.ts';
import { refreshRow } from '../../../functions/core/document/projection.ts';
import { voidDocument } from '../../../functions/core/document/void.ts';
import { open, type SealedEvent } from '../../../functions/core/ledger/envelope.ts';
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

interface Entry
  extends Pick<DocumentRow, 'number' | 'kind' | 'state' | 'party' | 'stream' | 'amount' | 'currency'> {
  /** Why it is void. */
  readonly reason: string | null;
  /** Days of Asia/Shanghai, once it is filed. */
  readonly signedOn: string | null;
  readonly archivedOn: string | null;
  readonly retainUntil: string | null;
}

const reasonOf = (events: readonly SealedEvent[]): string | null => {
  const event = events.find(({ type }) => type === 'document.voided');
  const { reason } = (event ? open(event).data : {}) as { readonly reason?: string };
  return reason ?? null;
};

/** What the ledger alone says of documents that are void or filed. */
const TOLD: readonly string[] = ['voided', 'archived'];

const AT_ONCE = 500;

const entriesOf = async (ports: Ports, rows: readonly DocumentRow[]): Promise<readonly Entry[]> => {
  const streams = rows.filter(({ state }) => TOLD.includes(state)).map(({ stream }) => stream);
  const known = await ports.ledger.readMany(streams);
  return rows.map(({ number, kind, state, party, stream, amount, currency }) => {
    const events = known.get(stream) ?? [];
    const { register: filed, retainUntil = null } = paperOf(events).archived ?? {};
    const { signedOn = null, archivedOn = null } = filed ?? {};
    return {
      number,
      kind,
      state,
      party,
      stream,
      amount,
      currency,
      reason: reasonOf(events),
      signedOn,
      archivedOn,
      retainUntil,
    };
  });
};

/** Every document that has a number, by number. */
const numbered = async (ports: Ports, kind: string | undefined, state: string | undefined) => {
  const query = { ...(kind ? { kind } : {}), ...(state ? { state } : {}), offset: 0 };
  const { total } = await ports.views.list({ ...query, limit: 0 });
  const { rows } = await ports.views.list({ ...query, limit: total });
  const withNumber = rows.filter(({ number }) => number !== null);
  const entries: Entry[] = [];
  for (let at = 0; at < withNumber.length; at += AT_ONCE)
    entries.push(...(await entriesOf(ports, withNumber.slice(at, at + AT_ONCE))));
  return entries.toSorted((a, b) => (a.number ?? '').localeCompare(b.number ?? '', 'en', { numeric: true }));
};

export const register: Command = {
  summary: {
    zh: '登记簿：每个编号、金额、签署和归档日期、作废原因；docket register sales-contract 即合同台账',
    en: 'every number in order: amount, signed, filed, or why it is void',
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
          [
            '编号 NUMBER',
            '状态 STATE',
            '客户 CUSTOMER',
            '金额 AMOUNT',
            '签署 SIGNED',
            '归档 FILED',
            '作废原因 REASON',
          ],
          entries.map(({ number, state, party, amount, currency, signedOn, archivedOn, reason }) => [
            number ?? '',
            stateName(state),
            party,
            amount === null ? '' : moneyText(amount, currency),
            signedOn ?? '',
            archivedOn ?? '',
            reason ?? '',
          ]),
        ),
      );
    return EXIT.ok;
  },
};
