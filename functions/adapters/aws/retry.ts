import { DocketError } from '../../core/result.ts';

/** Waiting and chance, injected so that a test needs neither. */
export interface Patience {
  sleep(ms: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const systemPatience: Patience = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** Tries, and milliseconds of the first and the longest pause: 9.3 s of pauses at most, about half on average. */
const ATTEMPTS = 10;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

const BUSY: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionInProgressException',
  'TooManyRequestsException',
  'RequestThrottled',
  'OverLimit',
]);

/** Reasons of a cancelled transaction that go away by themselves. */
const BUSY_REASONS: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

interface Fault {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: unknown;
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

const reasonsOf = (fault: Fault): readonly string[] =>
  (fault.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');

/** Worth another try: too much at once, something on AWS' side, or no answer at all (done or not, nobody knows). */
const troubleOf = (fault: Fault): 'busy' | 'unreachable' | undefined => {
  if (BUSY.has(fault.name ?? '')) return 'busy';
  if (fault.name === 'TransactionCanceledException')
    return reasonsOf(fault).some((code) => BUSY_REASONS.has(code)) ? 'busy' : undefined;
  const status = fault.$metadata?.httpStatusCode;
  if (status === undefined) return isNetwork(fault) ? 'unreachable' : undefined;
  return status >= 500 || status === 429 ? 'unreachable' : undefined;
};

const NETWORK: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const isNetwork = (fault: Fault & { readonly code?: string }): boolean =>
  fault.name === 'TimeoutError' || NETWORK.has(fault.code ?? '');

/** The condition of the write does not hold: what the caller relied on has changed. */
export const conditionFailed = (error: unknown): boolean => {
  const fault = error as Fault;
  return (
    fault.name === 'ConditionalCheckFailedException' ||
    (fault.name === 'TransactionCanceledException' && reasonsOf(fault).includes('ConditionalCheckFailed'))
  );
};

type GiveUp = (trouble: 'busy' | 'unreachable', cause: unknown) => DocketError;

const givenUp: GiveUp = (trouble, cause) =>
  trouble === 'busy'
    ? new DocketError(
        'LEDGER_BUSY',
        { zh: '台账繁忙，稍后自动重试', en: 'the ledger is busy; it will be tried again' },
        { cause },
      )
    : new DocketError(
        'LEDGER_UNREACHABLE',
        { zh: '台账暂时无法连接，稍后自动重试', en: 'the ledger cannot be reached; it will be tried again' },
        { cause },
      );

/**
 * Tries a call that is safe to repeat again and again, with pauses that double and are cut at random. Throws
 * `LEDGER_BUSY` or `LEDGER_UNREACHABLE`, or what `giveUp` makes, when it will not go; any other fault at once.
 */
export const createRetry =
  ({ sleep, random }: Patience, giveUp: GiveUp = givenUp) =>
  async <T>(call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const trouble = troubleOf(error as Fault);
        if (!trouble) throw error;
        if (attempt === ATTEMPTS) throw giveUp(trouble, error);
        await sleep(random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)));
      }
    }
  };
