import { daysBetween } from '../../functions/core/business/dates.ts';
import { languages } from '../../functions/core/business/words.ts';
import type { Summary } from '../../functions/core/charts/chart.ts';
import type { Company } from '../../functions/core/company.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import type { Text } from '../../functions/core/result.ts';
import { type Figure, figuresOf, orderedOf, shippedUntil, trendDays } from './figures.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';

const total = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const planOf = (rows: readonly Figure[]): number => total(rows.map(({ planned }) => planned));
const shippedOf = (rows: readonly Figure[]): number => total(rows.map(({ shipped }) => shipped ?? 0));

const rateOf = (shipped: number, planned: number): string =>
  planned === 0 ? '—' : `${Math.round((shipped / planned) * 1000) / 10}%`;

/** R-O11 (S60–S61): by what was really shipped; silent factories are named, figures that cannot be are flagged. */
export function derive(request: Request, { company, calendar, records, today }: Context): Derived<Printed> {
  const day = request.shipDate;
  const figures = figuresOf(records, day, company);
  const factories = factoriesOf(figures, company);
  const [planned, shipped] = [planOf(figures), shippedOf(figures)];
  const lines = linesOf(figures, records, day, company);
  const missing = factories.filter(({ isReported }) => !isReported).map(({ name }) => name);
  const overdue = lines.filter(({ overdueDays }) => overdueDays > 0).length;
  const rate = rateOf(shipped, planned);
  return {
    summary: summaryOf({ day, factories, planned, shipped, rate, missing: missing.length, overdue }),
    data: {
      date: today,
      shipDate: day,
      factories,
      trend: trendDays(day, calendar).map((one) => {
        const rows = one === day ? figures : figuresOf(records, one, company);
        return { day: one.slice(5), planned: planOf(rows), shipped: shippedOf(rows) };
      }),
      lines,
      planned,
      shipped,
      difference: shipped - planned,
      rate,
      missing,
      overdue,
      flagged: lines.filter(({ mark }) => mark !== '').length,
      revisionReason: languages(request.revisionReason ?? '').zh,
    },
    needs: [],
  };
}

const PLANNED: Text = { zh: '计划', en: 'Planned' };
const SHIPPED: Text = { zh: '实发', en: 'Shipped' };
const PIECES: Text = { zh: '件', en: 'pieces' };

interface Glance {
  readonly day: string;
  readonly factories: ReturnType<typeof factoriesOf>;
  readonly planned: number;
  readonly shipped: number;
  readonly rate: string;
  readonly missing: number;
  readonly overdue: number;
}

const grouped = (pieces: number): string => pieces.toLocaleString('en-US');

/** What the boss looks for first (S61). */
const summaryOf = ({ day, factories, planned, shipped, rate, missing, overdue }: Glance): Summary => ({
  label: day,
  unit: PIECES,
  figures: [
    { label: SHIPPED, value: grouped(shipped) },
    { label: PLANNED, value: grouped(planned) },
    { label: { zh: '完成率', en: 'Of the plan' }, value: rate },
    { label: { zh: '未回报工厂', en: 'Factories not heard' }, value: String(missing) },
    { label: { zh: '逾期订单行', en: 'Lines overdue' }, value: String(overdue) },
  ],
  chart: {
    title: { zh: `${day} 各工厂计划与实发`, en: `${day}: planned and shipped by factory` },
    unit: PIECES,
    labels: factories.map(({ name }) => name),
    series: [
      { name: PLANNED, values: factories.map((one) => one.planned) },
      { name: SHIPPED, values: factories.map((one) => (one.isReported ? one.shipped : null)) },
    ],
  },
  trend: [
    { name: PLANNED, value: planned },
    { name: SHIPPED, value: shipped },
  ],
});

const nameOf = (id: string, { factories }: Company): string =>
  factories.find((one) => one.id === id)?.name.zh ?? (id === '' ? '未定' : id);

function factoriesOf(figures: readonly Figure[], company: Company) {
  const order = company.factories.map(({ id }) => id);
  const ids = [...new Set(figures.map(({ factory }) => factory))].toSorted(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
  return ids.map((id) => {
    const rows = figures.filter(({ factory }) => factory === id);
    const isReported = rows.every(({ shipped }) => shipped !== undefined);
    const [planned, shipped] = [planOf(rows), shippedOf(rows)];
    return {
      name: nameOf(id, company),
      planned,
      shipped,
      difference: shipped - planned,
      isReported,
      state: isReported ? rateOf(shipped, planned) : '未回报',
    };
  });
}

function linesOf(figures: readonly Figure[], records: Context['records'], day: string, company: Company) {
  const ordered = orderedOf(records);
  const until = shippedUntil(records, day);
  return figures.map((one) => {
    const { quantity = 0, deliveryDate = '' } = ordered.get(one.key) ?? {};
    const sum = until.get(one.key) ?? 0;
    const open = Math.max(0, quantity - sum);
    const late = deliveryDate === '' || open === 0 ? 0 : Math.max(0, daysBetween(deliveryDate, day));
    return {
      customer: one.customer,
      poNo: one.poNo,
      product: one.product,
      factory: nameOf(one.factory, company),
      ordered: quantity,
      shippedSoFar: sum,
      planned: one.planned,
      isReported: one.shipped !== undefined,
      shipped: one.shipped ?? 0,
      difference: (one.shipped ?? 0) - one.planned,
      open,
      deliveryDate,
      overdueDays: late,
      reason: one.reason,
      mark: markOf(one, quantity, sum),
    };
  });
}

function markOf({ planned }: Figure, ordered: number, shippedSoFar: number): string {
  if (ordered === 0) return '无订单';
  if (shippedSoFar > ordered) return '超订单';
  return planned === 0 ? '计划外' : '';
}
