import { type Bill, billOf } from './cost.ts';
import { limits, perMonth } from './scale.ts';

const VOLUMES = [100, 10_000, 1_000_000];

const count = (n: number): string => n.toLocaleString('en');

const rough = (n: number): string => {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return count(Math.round(n / digits) * digits);
};

const shareOf = ({ services, total }: Bill): string =>
  services
    .slice(0, 3)
    .map(([service, dollars]) => `${service} ${dollars.div(total).times(100).toFixed(0)} %`)
    .join(', ');

/** The tables of the README, as Markdown. */
export const costTables = (): string => {
  const bills = VOLUMES.map(billOf).map((bill) =>
    [
      count(bill.documents),
      `$${bill.perThousand.toFixed(2)}`,
      `$${count(Number(bill.total.toFixed(0)))}`,
      shareOf(bill),
    ].join(' | '),
  );
  const bounds = limits.map((limit) =>
    [
      limit.what,
      limit.perSecond < 10 ? limit.perSecond.toPrecision(2) : rough(limit.perSecond),
      rough(perMonth(limit)),
      limit.remedy,
    ].join(' | '),
  );
  return [
    '| documents a month | for 1,000 documents | a month | of which |',
    '|---:|---:|---:|---|',
    ...bills.map((row) => `| ${row} |`),
    '',
    '| what limits, first to last | documents a second | a month | more by |',
    '|---|---:|---:|---|',
    ...bounds.map((row) => `| ${row} |`),
  ].join('\n');
};

if (import.meta.main) console.log(costTables());
