import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Twice as many points as it is wide: sharp on phones. */
const ZOOM = 2;

let ready: Promise<void> | undefined;

const start = (): Promise<void> => {
  ready ??= readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))).then(initWasm);
  return ready;
};

/** SVG without text or links → PNG, for mails: their readers do not show SVG. */
export const pictureOf = async (svg: string): Promise<Uint8Array> => {
  await start();
  const drawing = new Resvg(svg, { fitTo: { mode: 'zoom', value: ZOOM }, font: { loadSystemFonts: false } });
  const image = drawing.render();
  const bytes = image.asPng();
  image.free();
  drawing.free();
  return bytes;
};
