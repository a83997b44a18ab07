import { escapedAlready, type Html } from '../html.ts';
import type { Text } from '../result.ts';
import { escaped, type Pen, textPen } from './pen.ts';

/** What a report shows as one picture: bars side by side for each label. */
export interface Chart {
  readonly title: Text;
  /** Of all values: `K`, `元 / CNY`. */
  readonly unit: Text;
  readonly labels: readonly string[];
  /** At most three; a value for each label, null where there is none yet (未回报). */
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: Text;
  readonly values: readonly (number | null)[];
}

/** What a report says at a glance: in its mail, on the page of reports, and from one day to the next. */
export interface Summary {
  /** The few that its readers look for first; no personal data, because the ledger keeps them. */
  readonly figures: readonly { readonly label: Text; readonly value: string }[];
  readonly chart?: Chart;
  /** At most three, followed over time. */
  readonly trend: readonly { readonly name: Text; readonly value: number | null }[];
  /** Of the trend. */
  readonly unit: Text;
  /** What the trend calls it: its day, `2026-12-01`. */
  readonly label: string;
}

/** The trends of many, oldest first; undefined when there is nothing to follow. */
export const trendOf = (summaries: readonly Summary[], title: Text): Chart | undefined => {
  const last = summaries.at(-1);
  if (!last || last.trend.length === 0) return undefined;
  const series = last.trend.map(({ name }) => ({
    name,
    values: summaries.map(({ trend }) => trend.find((one) => one.name.en === name.en)?.value ?? null),
  }));
  return { title, unit: last.unit, labels: summaries.map(({ label }) => label), series };
};

/** Colours as SVG takes them; on pages they are the page's own. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly series: readonly string[];
  readonly ground?: string;
}

/** On white paper, in mails; the pairs are told apart without colour too: each is darker than the next. */
const PAPER: Palette = {
  ink: '#1b1f24',
  muted: '#5a616a',
  line: '#dfdcd4',
  series: ['#1c5688', '#d0894b', '#8aa79a'],
  ground: '#ffffff',
};

const [WIDTH, HEIGHT] = [640, 320];
const EDGE = { left: 14, right: 14, top: 62, bottom: 38 };
const TICKS = 4;
const FONT = 12;
/** Bars fill this part of a label's room. */
const FILL = 0.68;
const WIDEST_BAR = 44;

/** 1, 2, 2.5 or 5 times a power of ten, so that a few of them reach over the largest value. */
const stepOf = (largest: number): number => {
  const raw = Math.max(largest, Number.MIN_VALUE) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 2.5, 5, 10].find((one) => one * power >= raw * (1 - 1e-9)) ?? 10) * power;
};

const shown = (value: number): string =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 }).format(value);

interface Scale {
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

const scaleOf = ({ series }: Chart): Scale => {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const [high, low] = [Math.max(0, ...values), Math.min(0, ...values)];
  const step = high === low ? 1 : stepOf(Math.max(high, -low));
  const [top, bottom] = [Math.max(1, Math.ceil(high / step)) * step, Math.floor(low / step) * step];
  const room = HEIGHT - EDGE.top - EDGE.bottom;
  const count = Math.round((top - bottom) / step);
  return {
    y: (value) => EDGE.top + (room * (top - value)) / (top - bottom),
    ticks: Array.from({ length: count + 1 }, (_, i) => bottom + i * step),
  };
};

const round = (value: number): number => Math.round(value * 100) / 100;

/** Not more labels than stand beside each other: every second, third … of them. */
const everyOf = (labels: readonly string[], room: number, pen: Pen): number => {
  const widest = Math.max(0, ...labels.map((label) => pen.width(label, FONT)));
  return Math.max(1, Math.ceil((widest + 8) / Math.max(room, 1)));
};

interface Drawing {
  readonly chart: Chart;
  readonly side: 'zh' | 'en';
  readonly pen: Pen;
  readonly palette: Palette;
}

const head = ({ chart, side, pen, palette }: Drawing): string => {
  const title = pen.write(`${chart.title[side]} (${chart.unit[side]})`, {
    x: EDGE.left,
    y: 22,
    size: 15,
    fill: palette.ink,
  });
  let x = EDGE.left;
  const legend = chart.series.map(({ name }, i) => {
    const mark = `<rect x="${round(x)}" y="34" width="11" height="11" rx="2" fill="${palette.series[i]}"/>`;
    const words = pen.write(name[side], { x: round(x + 16), y: 44, size: FONT, fill: palette.muted });
    x += 16 + pen.width(name[side], FONT) + 18;
    return mark + words;
  });
  return title + legend.join('');
};

const grid = ({ pen, palette }: Drawing, { y, ticks }: Scale, left: number): string =>
  ticks
    .map((tick) => {
      const at = round(y(tick));
      const line = `<line x1="${left}" x2="${WIDTH - EDGE.right}" y1="${at}" y2="${at}" stroke="${tick === 0 ? palette.muted : palette.line}"/>`;
      return (
        line +
        pen.write(shown(tick), { x: left - 8, y: at + 4, size: FONT, anchor: 'end', fill: palette.muted })
      );
    })
    .join('');

const bars = ({ chart, side, pen, palette }: Drawing, { y }: Scale, left: number): string => {
  const room = (WIDTH - EDGE.right - left) / Math.max(1, chart.labels.length);
  const every = everyOf(chart.labels, room, pen);
  const wide = Math.min(WIDEST_BAR, (room * FILL) / chart.series.length);
  return chart.labels
    .map((label, i) => {
      const middle = left + room * (i + 0.5);
      const from = middle - (wide * chart.series.length) / 2;
      const drawn = chart.series.map(({ name, values }, s) => {
        const value = values[i] ?? null;
        const x = round(from + wide * s);
        if (value === null)
          return pen.write('?', {
            x: round(x + wide / 2),
            y: round(y(0)) - 5,
            size: FONT,
            anchor: 'middle',
            fill: palette.muted,
          });
        const [a, b] = [y(Math.max(0, value)), y(Math.min(0, value))];
        const tip = `<title>${escaped(`${label} ${name[side]}: ${shown(value)}`)}</title>`;
        return `<rect x="${x}" y="${round(a)}" width="${round(Math.max(1, wide - 1))}" height="${round(b - a)}" fill="${palette.series[s]}">${tip}</rect>`;
      });
      const words =
        i % every === 0
          ? pen.write(label, {
              x: round(middle),
              y: HEIGHT - 14,
              size: FONT,
              anchor: 'middle',
              fill: palette.muted,
            })
          : '';
      return drawn.join('') + words;
    })
    .join('');
};

const draw = (drawing: Drawing): string => {
  const scale = scaleOf(drawing.chart);
  const widest = Math.max(...scale.ticks.map((tick) => drawing.pen.width(shown(tick), FONT)));
  const left = Math.ceil(EDGE.left + widest + 8);
  const { ground } = drawing.palette;
  const paper = ground ? `<rect width="${WIDTH}" height="${HEIGHT}" fill="${ground}"/>` : '';
  return paper + head(drawing) + grid(drawing, scale, left) + bars(drawing, scale, left);
};

const PAGE: Palette = {
  ink: 'currentColor',
  muted: 'var(--muted)',
  line: 'var(--line)',
  series: ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)'],
};

/** What the picture says, for whoever cannot see it: title, then each label with its values. */
export const chartText = ({ title, unit, labels, series }: Chart, side: 'zh' | 'en'): string => {
  const missing = side === 'zh' ? '未报' : 'not reported';
  const lines = labels.map((label, i) => {
    const values = series.map(({ name, values }) => {
      const value = values[i] ?? null;
      return `${name[side]} ${value === null ? missing : shown(value)}`;
    });
    return `${label}: ${values.join(', ')}`;
  });
  return `${title[side]} (${unit[side]}). ${lines.join('; ')}`;
};

/** For a page: text as text, in the page's own colours (`--muted`, `--line`, `--chart-1` …), light and dark. */
export const chartForPage = (chart: Chart, side: 'zh' | 'en'): Html =>
  escapedAlready(
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chartText(chart, side))}">${draw({ chart, side, pen: textPen, palette: PAGE })}</svg>`,
  );

/** For a mail: dark on white, words as outlines, so that it looks the same everywhere. */
export const chartForMail = (chart: Chart, side: 'zh' | 'en', pen: Pen): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${draw({ chart, side, pen, palette: PAPER })}</svg>`;
