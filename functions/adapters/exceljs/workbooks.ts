import type { Workbooks } from '../../core/ports.ts';
import { annotatedCopy } from './annotate.ts';
import { requestForm, requestTable } from './form.ts';

/** Workbooks by exceljs, which is loaded when the first one is made. */
export const createWorkbooks = (): Workbooks => ({
  form: (kind) => requestForm(kind),
  table: (kind) => requestTable(kind),
  annotated: annotatedCopy,
});
