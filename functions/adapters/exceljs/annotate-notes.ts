import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

const ANCHOR = /<x:Anchor>(\d+), (\d+), (\d+), (\d+), (\d+), (\d+), (\d+), (\d+)<\/x:Anchor>/g;
const [COLUMNS, ROWS] = [3, 8];

/** exceljs draws every comment four rows high, too small for two languages: makes the boxes larger. */
export const enlargeNotes = (bytes: Uint8Array): Uint8Array => {
  const files = unzipSync(bytes);
  for (const [name, data] of Object.entries(files)) {
    if (!/^xl\/drawings\/vmlDrawing\d+\.vml$/.test(name)) continue;
    const text = strFromU8(data).replace(
      ANCHOR,
      (_, l: string, lf: string, t: string, tf: string) =>
        `<x:Anchor>${[l, lf, t, tf, Number(l) + COLUMNS, '2', Number(t) + ROWS, '16'].join(', ')}</x:Anchor>`,
    );
    files[name] = strToU8(text.replaceAll('width:97.8pt;height:59.1pt', 'width:220pt;height:130pt'));
  }
  return zipSync(files, { level: 3 });
};
