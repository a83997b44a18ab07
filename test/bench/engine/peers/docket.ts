import { compile } from '../../../../functions/core/ooxml/index.ts';
import type { Start } from './peer.ts';

const startWith =
  (repeated: boolean): Start =>
  ({ template, data, level }) => {
    const compiled = compile(template, { level, repeated });
    return () => compiled.fill(data);
  };

export const start = startWith(false);

/** For the fills after the first. */
export const startRepeated = startWith(true);
