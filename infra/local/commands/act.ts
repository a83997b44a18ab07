import { z } from 'zod';
import type { EmbeddedPorts } from '../../../functions/adapters/embedded/ports.ts';
import { businessDate } from '../../../functions/core/business/dates.ts';
import type { Company } from '../../../functions/core/company.ts';
import { act as decideAndRecord } from '../../../functions/core/document/act.ts';
import { fillStep } from '../../../functions/core/document/fill-step.ts';
import { refreshRow } from '../../../functions/core/document/projection.ts';
import { applicantOf } from '../../../functions/core/profile.ts';
import { DocketError, fail, type Problem, type Text } from '../../../functions/core/result.ts';
import type { Command as Wish } from '../../../functions/core/routing/decide.ts';
import type { Authority } from '../../../functions/core/routing/events.ts';
import { type Mine, mine } from '../../../functions/core/routing/mine.ts';
import { whoIsNext } from '../../../functions/core/routing/next.ts';
import { isOutside } from '../../../functions/core/routing/route.ts';
import { type RouteState, replayRoute } from '../../../functions/core/routing/state.ts';
import { type Arguments, type Command, EXIT, say2 } from '../command.ts';
import { findRow } from '../find-row.ts';
import { openExisting } from '../home.ts';
import { readJson } from '../input.ts';

const ACTS = ['approve', 'sign', 'seal', 'acknowledge'];
const CHANNELS = ['phone', 'message', 'mail', 'in-person'] as const;

const usage = (zh: string, en: string): DocketError => new DocketError('USAGE', { zh, en });

/** The id of a person of the profile, or `external:buyer` as it is. */
const personOf = (named: string | undefined, company: Company): string => {
  if (named === undefined) throw usage('请用 --as 指明是谁', 'say who it is with --as');
  if (isOutside(named)) return named;
  const found = applicantOf({ applicant: named }, company);
  if (found.ok) return found.value.id;
  const { message, fix } = found.error;
  throw usage(
    `${named}：${message.zh}${fix ? `；${fix.zh}` : ''}`,
    `${named}: ${message.en}${fix ? `. ${fix.en}` : ''}`,
  );
};

const authorityOf = (args: Arguments, company: Company): { authority?: Authority } => {
  const by = args.text('authorised-by');
  if (by === undefined) return {};
  const channel = CHANNELS.find((one) => one === (args.text('channel') ?? 'phone'));
  if (channel === undefined)
    throw usage(`--channel 只能是 ${CHANNELS.join('、')}`, `--channel is one of ${CHANNELS.join(', ')}`);
  const at = args.text('authorised-at') ?? '';
  return {
    authority: { by: personOf(by, company), at, channel, summary: args.text('summary') ?? '' },
  };
};

/** The task that is meant: the one that is named, or the first of the person that fits. */
const taskOf = (args: Arguments, tasks: readonly Mine[], fits: (task: Mine) => boolean): string => {
  const named = args.text('task');
  const [first] = tasks.filter(fits);
  const id = named ?? first?.task;
  if (id !== undefined) return id;
  throw new DocketError('NO_TASK', {
    zh: '此人在这份单据上没有可以这样办理的待办',
    en: 'this person has no task of the document that can be done in this way',
  });
};

type ActWish = Extract<Wish, { type: 'act' }>;

const actOf = (verb: string, args: Arguments, company: Company, { state, tasks, by }: Actor): ActWish => ({
  type: 'act',
  task: taskOf(args, tasks, ({ what }) => what === verb),
  by,
  shown: state.shown,
  ...authorityOf(args, company),
});

interface Actor {
  readonly state: RouteState;
  readonly tasks: readonly Mine[];
  readonly by: string;
}

const wishOf = (verb: string, args: Arguments, company: Company, actor: Actor): Wish => {
  const { state, tasks, by } = actor;
  const { shown } = state;
  const reason = args.text('reason') ?? '';
  const to = args.text('to');
  const isTask = ({ what }: Mine): boolean => what !== 'countersign' && what !== 'revise';
  if (ACTS.includes(verb)) return actOf(verb, args, company, actor);
  switch (verb) {
    case 'refuse': {
      const target = to === undefined ? {} : { to };
      const task = taskOf(args, tasks, isTask);
      return { type: 'reject', task, by, reason, ...target, ...authorityOf(args, company) };
    }
    case 'countersign':
      return { type: 'countersign', task: taskOf(args, tasks, ({ what }) => what === verb), by, shown };
    case 'reassign': {
      const task = taskOf(args, tasks, isTask);
      return { type: 'reassign', task, by, to: personOf(to, company), reason };
    }
    case 'withdraw':
      return { type: 'withdraw', by, reason };
    default:
      throw usage(
        `不能“${verb}”；可以：${VERBS.join('、')}`,
        `cannot “${verb}”; one of: ${VERBS.join(', ')}`,
      );
  }
};

const VERBS = ['fill', ...ACTS, 'refuse', 'countersign', 'reassign', 'withdraw'];

/** Nobody has proved who he is to the command line: the ledger says that it was entered here. */
const VIA = 'docket/cli';

const perform = async (ports: EmbeddedPorts, args: Arguments): Promise<Text> => {
  const [number = '', verb = ''] = args.positionals;
  const { stream } = await findRow(ports, number);
  const { company } = await ports.company.current();
  const by = personOf(args.text('as'), company);
  const state = replayRoute(await ports.ledger.read(stream));
  const at = ports.clock.now();
  const tasks = mine(state, by, { company, at, today: businessDate(at) });
  const actor = { state, tasks, by };
  const answer =
    verb === 'fill'
      ? await fillStep(
          ports,
          stream,
          { ...actOf(verb, args, company, actor), values: await valuesOf(args) },
          VIA,
        )
      : await decided(ports, stream, wishOf(verb, args, company, actor));
  if (!answer.ok) throw refused(answer.error);
  await refreshRow(ports, stream);
  return whoIsNext(answer.value.state, company);
};

const decided = async (ports: EmbeddedPorts, stream: string, wish: Wish) => {
  const answer = await decideAndRecord(ports, stream, wish, VIA);
  return answer.ok ? answer : fail([answer.error]);
};

/** All that is in the way, one on each line. */
const refused = (problems: readonly Problem[]): DocketError => {
  const lines = (of: 'zh' | 'en', colon: string, stop: string): string =>
    problems
      .map(({ path, message, fix }) => {
        const where = path ? `${path.join('.')}${colon}` : '';
        return `${where}${message[of]}${fix ? `${stop}${fix[of]}` : ''}`;
      })
      .join('\n');
  return new DocketError(problems[0]?.code ?? 'REFUSED', {
    zh: lines('zh', '：', '；'),
    en: lines('en', ': ', '. '),
  });
};

const valuesOf = async (args: Arguments): Promise<Readonly<Record<string, unknown>>> => {
  const file = args.text('values');
  if (file === undefined) throw usage('请用 --values 指明填写内容', 'name the values with --values');
  const read = z.record(z.string(), z.unknown()).safeParse(await readJson(args.path(file)));
  if (read.success) return read.data;
  throw usage(`${file} 须是一个 JSON 对象`, `${file} has to hold one JSON object`);
};

export const act: Command = {
  summary: { zh: '以某人的名义办理待办', en: 'do a task of a document as a person of the profile' },
  usage:
    'act NUMBER approve|sign|seal|acknowledge --as PERSON | act NUMBER fill --as PERSON --values FILE.json | act NUMBER refuse --as PERSON --reason TEXT [--to STEP] | act NUMBER countersign --as PERSON | act NUMBER reassign --as PERSON --to PERSON --reason TEXT | act NUMBER withdraw --as PERSON --reason TEXT',
  options: {
    as: { takes: 'PERSON', help: { zh: '人员编号、邮箱或姓名', en: 'id, e-mail or name of the person' } },
    values: { takes: 'FILE', help: { zh: '填写内容，JSON', en: 'what to fill in, as JSON' } },
    task: { takes: 'ID', help: { zh: '哪一项待办（默认第一项）', en: 'which task (default the first)' } },
    reason: { takes: 'TEXT', help: { zh: '原因（不写个人信息）', en: 'the reason, without personal data' } },
    to: {
      takes: 'STEP|PERSON',
      help: {
        zh: '退回到哪一步（默认经办人），或转给谁',
        en: 'step to send it back to (default the requester), or the person to give it to',
      },
    },
    'authorised-by': {
      takes: 'PERSON',
      help: { zh: '代签：谁授权', en: 'for somebody absent: who authorised it' },
    },
    'authorised-at': {
      takes: 'TIME',
      help: {
        zh: '代签：授权时间，如 2026-11-23T09:30:00+08:00',
        en: 'when, such as 2026-11-23T09:30:00+08:00',
      },
    },
    channel: {
      takes: 'HOW',
      help: {
        zh: 'phone（默认）、message、mail、in-person',
        en: 'phone (default), message, mail or in-person',
      },
    },
    summary: { takes: 'TEXT', help: { zh: '代签：授权内容', en: 'what was said' } },
  },
  positionals: { min: 2, max: 2 },
  notes: [
    {
      zh: '例：docket act SC-2026-000001 approve --as jiang-haoran；客户签字：--as external:buyer',
      en: 'Example: docket act SC-2026-000001 approve --as jiang-haoran; the customer signs as external:buyer',
    },
  ],
  run: async (args) => {
    const ports = await openExisting(args.data);
    try {
      say2(await perform(ports, args));
      return EXIT.ok;
    } finally {
      ports.database.close();
    }
  },
};
