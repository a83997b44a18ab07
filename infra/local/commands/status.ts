import { z } from 'zod';
import type { EmbeddedPorts } from '../../../functions/adapters/embedded/ports.ts';
import { businessTime } from '../../../functions/core/business/dates.ts';
import { moneyText } from '../../../functions/core/business/money-text.ts';
import { needText } from '../../../functions/core/document/needs.ts';
import { timeline } from '../../../functions/core/document/timeline.ts';
import { usedTemplates } from '../../../functions/core/document/used-templates.ts';
import { open } from '../../../functions/core/ledger/envelope.ts';
import type { DocumentRow } from '../../../functions/core/ports.ts';
import type { Text } from '../../../functions/core/result.ts';
import { whoIsNext } from '../../../functions/core/routing/next.ts';
import { pipeline } from '../../../functions/pipeline.ts';
import { type Command, EXIT, JSON_OPTION, language, say, say2 } from '../command.ts';
import { findRow } from '../find-row.ts';
import { openExisting } from '../home.ts';
import { stateName } from '../summary.ts';
import { table } from '../table.ts';

const overview = async (ports: EmbeddedPorts) => ({
  documents: await ports.views.counts(),
  waiting: Object.fromEntries(pipeline.map(({ name }) => [name, ports.queue.waiting(name)])),
  dead: ports.queue.dead().map(({ id, queue, reason }) => ({ id, queue, reason })),
});

/** Rows that are of no kind. */
const OTHERS: Readonly<Record<string, Text>> = {
  company: { zh: '公司资料', en: 'Company profile' },
  template: { zh: '模板', en: 'Templates' },
  upload: { zh: '收到的文件', en: 'Received files' },
};

const printOverview = ({ kinds }: EmbeddedPorts, found: Awaited<ReturnType<typeof overview>>): void => {
  const rows = Object.entries(found.documents).map(([name, n]) => {
    const [kind = '', state = ''] = name.split(':');
    return [(kinds.get(kind)?.title ?? OTHERS[kind])?.[language] ?? kind, stateName(state), String(n)];
  });
  say(table(['类型 KIND', '状态 STATE', ''], rows));
  say();
  say(
    table(
      ['队列 QUEUE', '等待 WAITING'],
      Object.entries(found.waiting).map(([name, n]) => [name, String(n)]),
    ),
  );
  if (found.dead.length === 0) return;
  say();
  say(
    table(
      ['故障 FAULT', 'QUEUE', ''],
      found.dead.map(({ id, queue, reason }) => [String(id), queue, reason ?? '']),
    ),
  );
  say2({ zh: '排除原因后运行 docket redrive 重试', en: 'mend the cause, then run docket redrive' });
};

const withNotes = z.object({ notes: z.array(z.object({ zh: z.string(), en: z.string() })) });

/** What people should know of a file that was taken. */
const notesIn = (data: readonly unknown[]): readonly Text[] =>
  data.flatMap((one) => withNotes.safeParse(one).data?.notes ?? []);

const headOf = ({ number, title, party, amount, currency, state }: DocumentRow): string =>
  [number ?? title, party, amount === null ? '' : moneyText(amount, currency), stateName(state)]
    .filter((part) => part !== '')
    .join('  ');

/** Also where the profile has mistakes: then by the names of the roles. */
const printNeeds = async ({ company }: EmbeddedPorts, { needs }: DocumentRow): Promise<void> => {
  const profile = await company.current().catch(() => undefined);
  for (const need of needs) say(`◆ ${needText(need, profile?.company)[language]}`);
};

export const status: Command = {
  summary: { zh: '概况，或一份单据的状态', en: 'how things stand, or the state of one document' },
  usage: 'status [ID] [--json]',
  options: JSON_OPTION,
  positionals: { min: 0, max: 1 },
  run: async (args) => {
    const ports = await openExisting(args.data);
    const [id] = args.positionals;
    if (id === undefined) {
      const found = await overview(ports);
      if (args.flag('json')) say(JSON.stringify(found, undefined, 2));
      else printOverview(ports, found);
      return EXIT.ok;
    }
    const row = await findRow(ports, id);
    if (args.flag('json')) say(JSON.stringify(row, undefined, 2));
    else {
      say(headOf(row));
      await printNeeds(ports, row);
      if (row.route) say2(whoIsNext(row.route, (await ports.company.current()).company));
      say();
      say(table(['文件 FILE', ''], Object.entries(row.files)));
    }
    return EXIT.ok;
  },
};

export const show: Command = {
  summary: { zh: '一份单据的时间线', en: 'time line of one document' },
  usage: 'show ID [--json]',
  options: JSON_OPTION,
  positionals: { min: 1, max: 1 },
  run: async (args) => {
    const ports = await openExisting(args.data);
    const row = await findRow(ports, args.positionals[0] ?? '');
    const sealed = await ports.ledger.read(row.stream);
    const events = sealed.map((event) => ({ ...open(event), hash: event.hash }));
    if (args.flag('json')) say(JSON.stringify({ ...row, events }, undefined, 2));
    else {
      say(headOf(row));
      say();
      const company = await ports.company.current().then(
        (profile) => profile.company,
        () => undefined,
      );
      const lines = timeline(language, sealed, company).map(({ ver, ts, what, type, actor, hash }) => [
        String(ver),
        businessTime(Date.parse(ts)),
        what,
        type,
        actor,
        hash.slice(0, 12),
      ]);
      say(table(['', '时间 TIME', '经过 WHAT', '事件 EVENT', '执行者 BY', 'SHA-256'], lines));
      for (const [file, hash] of usedTemplates(events.map(({ data }) => data)))
        say(`${{ zh: '模板', en: 'template' }[language]} ${file}  SHA-256 ${hash}`);
      for (const note of notesIn(events.map(({ data }) => data))) say(`! ${note[language]}`);
    }
    return EXIT.ok;
  },
};
