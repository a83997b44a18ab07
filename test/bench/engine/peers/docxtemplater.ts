import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { Start } from './peer.ts';

/** An instance renders once. */
export const start: Start =
  ({ template, data }) =>
  () => {
    const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true, linebreaks: true });
    document.render(data);
    return document.getZip().generate({ type: 'uint8array', compression: 'DEFLATE' });
  };
