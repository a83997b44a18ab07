import type { Gate } from '../dynamo/memory-client.ts';

/**
 * Runs work that takes messages from a queue which delivers at least once, one call of a store at a time, in an order
 * and with faults that somebody decides. The same decisions give the same run.
 */

/**
 * What may happen at a call, beside what should.
 * refuse: not done, the caller hears so. lose: done, the caller hears of a cut connection. late: the caller hears of a
 * cut connection, and it is done only after that. die before, die after: the process ends there; its message comes
 * again. delay: others go first. double: the message is delivered once more, and that delivery goes first.
 */
const FAULTS = ['refuse', 'lose', 'late', 'die before', 'die after', 'delay', 'double'] as const;
export type Fault = (typeof FAULTS)[number];

/** Of a read there is nothing to lose: it is refused, or it is the last thing that its process did. */
const FAULTS_OF_READS: readonly Fault[] = ['refuse', 'die before', 'delay', 'double'];

export interface Message {
  readonly name: string;
  work(gate: Gate): Promise<unknown>;
}

/** A call that waits for its turn. */
interface Call {
  readonly name: string;
  readonly faults: readonly Fault[];
  work(): unknown;
  answer(value: unknown): void;
  fail(error: unknown): void;
}

interface Task {
  /** None: what a process that was cut off had sent. */
  readonly message?: Message;
  readonly calls: Call[];
  running: boolean;
}

/**
 * Which of the calls that wait goes on, and with which fault; or a message is taken first. `aside`: as many calls go
 * undisturbed at the same step before it.
 */
export type Decision =
  | 'take'
  | { readonly call: number; readonly aside?: number; readonly fault?: Fault | undefined };

/** One moment: the calls that wait, in the order in which they would go on, and whether a message waits too. */
export interface Moment {
  readonly calls: readonly Call[];
  readonly message: boolean;
}

export interface Script {
  readonly messages: readonly Message[];
  /** Called before every step: time passes. Gives the messages that were sent meanwhile. */
  tick(): readonly Message[];
  /** Nothing waits any more, for the first, second … time: what comes next; undefined at the end. */
  idle(time: number): readonly Message[] | undefined;
}

/** Steps after which a run is taken for one that never ends. */
const MOST_STEPS = 5000;

const cutOff = (): Error => Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' });

const refused = (): Error =>
  Object.assign(new Error('refused'), { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });

/** Everything that can go on without a call has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const unheard = (work: () => unknown): void => {
  try {
    work();
  } catch {
    // the store refused, and nobody hears of that either
  }
};

const createRun = (script: Script, trace: string[]) => {
  const queue: Message[] = [...script.messages];
  /** In the order in which they go on when nobody decides otherwise. */
  const tasks: Task[] = [];

  const end = (task: Task): void => {
    task.running = false;
    task.calls.length = 0;
    tasks.splice(tasks.indexOf(task), 1);
  };

  /** Its message is delivered again, after the others. */
  const died = (task: Task): void => {
    end(task);
    if (task.message) queue.push(task.message);
  };

  const start = (message: Message, at: number): void => {
    const task: Task = { message, calls: [], running: true };
    tasks.splice(at, 0, task);
    const gate: Gate = (call, work) =>
      new Promise((resolve, reject) => {
        const answer = resolve as (value: unknown) => void;
        const name = `${message.name}: ${call.operation}`;
        const faults = call.write ? FAULTS : FAULTS_OF_READS;
        if (task.running) task.calls.push({ name, faults, work, answer, fail: reject });
      });
    message.work(gate).then(
      () => task.running && end(task),
      () => task.running && died(task),
    );
  };

  const take = (at = tasks.length): void => {
    const message = queue.shift();
    if (message) start(message, at);
  };

  const delay = (task: Task, call: Call): void => {
    task.calls.unshift(call);
    if (tasks.length === 1) take();
    tasks.splice(tasks.indexOf(task), 1);
    tasks.push(task);
  };

  const double = (task: Task, call: Call): void => {
    task.calls.unshift(call);
    if (task.message) start(task.message, tasks.indexOf(task));
  };

  const late = (task: Task, call: Call): void => {
    const sent: Call = {
      ...call,
      name: `late ${call.name}`,
      faults: [],
      answer: () => end(ghost),
      fail: () => end(ghost),
    };
    const ghost: Task = { calls: [sent], running: true };
    tasks.splice(tasks.indexOf(task) + 1, 0, ghost);
    call.fail(cutOff());
  };

  const undisturbed = (call: Call): void => {
    try {
      call.answer(call.work());
    } catch (error) {
      call.fail(error);
    }
  };

  const effects: Readonly<Record<Fault, (task: Task, call: Call) => void>> = {
    refuse: (_, call) => call.fail(refused()),
    lose: (_, call) => {
      unheard(call.work);
      call.fail(cutOff());
    },
    late,
    'die before': died,
    'die after': (task, call) => {
      unheard(call.work);
      died(task);
    },
    delay,
    double,
  };

  const goOn = (nth: number, fault?: Fault): void => {
    const waiting = tasks.flatMap((task) => task.calls.map((call) => ({ task, call })));
    const { task, call } = waiting[nth] as { task: Task; call: Call };
    task.calls.splice(task.calls.indexOf(call), 1);
    trace.push(fault ? `${call.name} [${fault}]` : call.name);
    if (fault) effects[fault](task, call);
    else undisturbed(call);
  };

  const decided = (decision: Decision): void => {
    if (decision === 'take') {
      take();
      return;
    }
    for (let aside = decision.aside ?? 0; aside > 0; aside -= 1) goOn(decision.call);
    goOn(decision.call, decision.fault);
  };

  return {
    queue,
    take,
    decided,
    running: () => tasks.length > 0,
    moment: (): Moment => ({ calls: tasks.flatMap(({ calls }) => calls), message: queue.length > 0 }),
  };
};

/** Runs a script to its end and writes down what happens, call by call. */
const play = async (script: Script, decide: (moment: Moment) => Decision, trace: string[]): Promise<void> => {
  const run = createRun(script, trace);
  for (let idle = 0; ; ) {
    await settled();
    run.queue.push(...script.tick());
    const moment = run.moment();
    if (moment.calls.length > 0) {
      run.decided(decide(moment));
    } else if (run.running()) throw new Error('work waits for something that is no call');
    else if (moment.message) run.take();
    else {
      const next = script.idle(idle);
      if (!next) return;
      idle += 1;
      run.queue.push(...next);
    }
    if (trace.length > MOST_STEPS) throw new Error('it never ends');
  }
};

/** A new, empty world: what happens in it, and what must be so at the end (it throws when it is not). */
export interface Trial {
  readonly script: Script;
  check(): Promise<void> | void;
}

/** Throws what went wrong, with everything that had happened. */
const attempt = async ({ script, check }: Trial, decide: (moment: Moment) => Decision): Promise<void> => {
  const trace: string[] = [];
  try {
    await play(script, decide, trace);
    await check();
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n  ${trace.join('\n  ')}`, { cause });
  }
};

/** How many reads go before the next call that matters: of those that one process makes side by side, the last. */
const readsAside = (calls: Moment['calls']): number => {
  const differs = calls.findIndex(
    ({ name, faults }) => name !== calls[0]?.name || faults !== FAULTS_OF_READS,
  );
  return Math.max(0, (differs < 0 ? calls.length : differs) - 1);
};

/**
 * Every run with at most so many faults: messages one after the other, and at each call nothing or one fault. Gives
 * the number of runs; throws the first that ends badly.
 */
export const exploreAll = async (mostFaults: number, trial: () => Promise<Trial>): Promise<number> => {
  const path: { readonly options: number; chosen: number }[] = [];
  for (let runs = 1; ; runs += 1) {
    let depth = 0;
    let faults = 0;
    await attempt(await trial(), ({ calls }) => {
      const aside = readsAside(calls);
      const possible = faults < mostFaults ? (calls[aside]?.faults ?? []) : [];
      path[depth] ??= { options: 1 + possible.length, chosen: 0 };
      const fault = possible[(path[depth]?.chosen ?? 0) - 1];
      depth += 1;
      if (fault) faults += 1;
      return { call: 0, aside, fault };
    });
    // the last choice that has another option left is the next one to differ
    while (path.length > 0 && path.at(-1)?.chosen === (path.at(-1)?.options ?? 0) - 1) path.pop();
    const last = path.at(-1);
    if (!last) return runs;
    last.chosen += 1;
  }
};

/** A source of whole numbers below n that a seed repeats. */
const chance = (seed: number): ((n: number) => number) => {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
};

/**
 * One run in which any call that waits may be the next, messages are taken while others are in work, and faults come
 * as the seed wants it. Throws when it ends badly.
 */
export const exploreOne = async (
  seed: number,
  mostFaults: number,
  trial: () => Promise<Trial>,
): Promise<void> => {
  const pick = chance(seed);
  let left = pick(mostFaults + 1);
  await attempt(await trial(), ({ calls, message }) => {
    if (message && pick(8) === 0) return 'take';
    const call = pick(calls.length);
    const faults = calls[call]?.faults ?? [];
    if (left === 0 || pick(12) > 0) return { call };
    left -= 1;
    return { call, fault: faults[pick(faults.length)] };
  });
};
