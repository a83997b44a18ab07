import { compile } from '../../../../functions/core/ooxml/index.ts';
import type { Start } from './peer.ts';

export const start: Start = ({ template, data, level }) => {
  const compiled = compile(template, { level });
  return () => compiled.fill(data);
};
