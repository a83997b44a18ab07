import { PatchType, patchDocument, TextRun } from 'docx';
import { COLUMNS, goods } from '../contract.ts';
import type { Start } from './peer.ts';

/** It knows no loops: the table is built by code and put in place of a tag. */
export const start: Start =
  ({ template, data }) =>
  () => {
    const { items, ...values } = data;
    const rows = items.map((item) => COLUMNS.map((column) => String(item[column])));
    const texts = Object.entries(values).map(([name, value]) => [
      name,
      { type: PatchType.PARAGRAPH, children: [new TextRun(String(value))] },
    ]);
    return patchDocument({
      outputType: 'uint8array',
      data: template,
      patches: {
        ...Object.fromEntries(texts),
        items: { type: PatchType.DOCUMENT, children: [goods(rows)] },
      },
    });
  };
