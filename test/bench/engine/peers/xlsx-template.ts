import XlsxTemplate from 'xlsx-template';
import type { Start } from './peer.ts';

export const start: Start =
  ({ template, data }) =>
  () => {
    const workbook = new XlsxTemplate(Buffer.from(template));
    workbook.substitute(1, data);
    return workbook.generate({ type: 'uint8array', compression: 'DEFLATE' });
  };
