import { pipeline, type StageName } from '../../functions/pipeline.ts';
import { DOCUMENT } from './cost.ts';

/** What stops growing first, and at how many documents a second. */
interface Limit {
  readonly what: string;
  readonly perSecond: number;
  readonly remedy: string;
}

const SECONDS = 30 * 24 * 3600;

const callers = (name: StageName): number =>
  pipeline.find((stage) => stage.name === name)?.maxConcurrency ?? 1;

/** Sales contracts of two pages with 25 in one start of LibreOffice, a core each: seconds for one. */
const RENDER_SECONDS = 1.6;
/** Filling and storing one, seconds. */
const GENERATE_SECONDS = 0.12;
/** Mails a day that SES grants an account which left its sandbox; more on request. */
const SES_DAILY = 50_000;
/** Measured with simulated latencies: 49 numbers in one transaction. */
const NUMBERS = 1_850;
/** Write units a second of one partition; the list of documents is one, and each event writes some two there. */
const PARTITION = 1_000 / (DOCUMENT.events * 2);

/** Lowest first. */
export const limits: readonly Limit[] = [
  {
    what: `SES quota of ${SES_DAILY.toLocaleString('en')} mails a day (${DOCUMENT.mails} for a document)`,
    perSecond: SES_DAILY / 86_400 / DOCUMENT.mails,
    remedy: 'ask AWS for more',
  },
  {
    what: `PDFs: ${callers('render')} calls at once`,
    perSecond: callers('render') / RENDER_SECONDS,
    remedy: '`maxConcurrency` of `render`, to the 1,000 of the account',
  },
  {
    what: `filling: ${callers('generate')} calls at once`,
    perSecond: callers('generate') / GENERATE_SECONDS,
    remedy: '`maxConcurrency` of `generate`',
  },
  {
    what: 'the list of documents: one partition',
    perSecond: PARTITION,
    remedy: 'spread the list over several partitions',
  },
  { what: 'numbers of one series', perSecond: NUMBERS, remedy: 'another series' },
].toSorted((a, b) => a.perSecond - b.perSecond);

export const perMonth = ({ perSecond }: Limit): number => perSecond * SECONDS;
