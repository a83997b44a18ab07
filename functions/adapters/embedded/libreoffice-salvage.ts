import type { RenderJob } from '../../core/ports.ts';
import { fail, ok, type Result, type Text } from '../../core/result.ts';
import type { Source } from './libreoffice-document.ts';
import type { Run } from './libreoffice-process.ts';

export interface Order extends RenderJob {
  readonly source: Source;
}

/** One start of LibreOffice: what it made, by the order's place, and how it ended. */
export interface Attempt {
  readonly pdfs: ReadonlyMap<number, Uint8Array>;
  readonly run: Run;
}

interface Engine {
  readonly attempt: (orders: ReadonlyMap<number, Order>) => Promise<Attempt>;
  readonly stopped: () => boolean;
  readonly timeoutMs: number;
}

type Numbered = readonly [index: number, order: Order];

/** Starts in a row that broke off without one PDF, after which the engine itself is taken to be broken. */
const MAX_BARREN_STARTS = 5;

/** Prints all in one start; what that leaves without a PDF is tried again until every file has its answer. */
export async function printAll(
  orders: readonly Order[],
  { attempt, stopped, timeoutMs }: Engine,
): Promise<readonly Result<Uint8Array, Text>[]> {
  const results = new Map<number, Result<Uint8Array, Text>>();
  const plan = [new Map(orders.entries())];
  let barren = 0;
  while (plan.length > 0 && !stopped() && barren < MAX_BARREN_STARTS) {
    const tried = plan.shift() ?? new Map<number, Order>();
    const { pdfs, run } = await attempt(tried);
    barren = pdfs.size > 0 || run.ended === 'exit' ? 0 : barren + 1;
    for (const [index, pdf] of pdfs) results.set(index, ok(pdf));
    const missing = [...tried].filter(([index]) => !pdfs.has(index));
    if (tried.size > 1) plan.unshift(...nextStarts(missing, run));
    else missing.forEach(refuse(results, run, timeoutMs));
  }
  return orders.map((order, index) => results.get(index) ?? fail(stopped() ? interrupted : broken(order)));
}

const refuse =
  (results: Map<number, Result<Uint8Array, Text>>, run: Run, timeoutMs: number) =>
  ([index, order]: Numbered): void => {
    results.set(index, fail(run.ended === 'killed' ? interrupted : refusal(order, run, timeoutMs)));
  };

/**
 * Who is tried again, and with whom. LibreOffice works in the order given: after a crash or hang the first file
 * without a PDF is the likely cause and is tried alone, those behind it were never reached and stay together.
 */
function nextStarts(missing: readonly Numbered[], run: Run): Map<number, Order>[] {
  if (run.ended === 'exit') return missing.map((one) => new Map([one]));
  return [missing.slice(0, 1), missing.slice(1)]
    .filter((part) => part.length > 0)
    .map((part) => new Map(part));
}

export const interrupted: Text = {
  zh: '程序正在停止，PDF 尚未生成；下次启动后会继续。',
  en: 'The program is stopping and the PDF was not made; it will be made after the next start.',
};

function broken(order: Order): Text {
  return {
    zh: `${order.name} 未生成 PDF：LibreOffice 连续 ${MAX_BARREN_STARTS} 次启动都没有结果。请手工打开 LibreOffice 检查安装是否完好，然后重试。`,
    en: `${order.name} was not made into a PDF: LibreOffice gave nothing in ${MAX_BARREN_STARTS} starts in a row. Open LibreOffice by hand to see whether it works, then try again.`,
  };
}

function refusal({ name }: Order, run: Run, timeoutMs: number): Text {
  if (run.ended === 'timeout') {
    const seconds = timeoutMs / 1000;
    return {
      zh: `${name} 在 ${seconds} 秒内没有转换完成，已停止。请检查文件是否过大或已损坏，改好后重试。`,
      en: `${name} was not converted within ${seconds} s and was stopped. See whether the file is too large or damaged, then try again.`,
    };
  }
  return {
    zh: `LibreOffice 不能把 ${name} 转换为 PDF。请用 LibreOffice 打开检查该文件，改好后重试。`,
    en: `LibreOffice could not make ${name} into a PDF. Open the file in LibreOffice to see what is wrong, then try again.`,
  };
}
