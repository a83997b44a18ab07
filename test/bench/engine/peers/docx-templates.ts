import { createReport } from 'docx-templates';
import type { Start } from './peer.ts';

export const start: Start =
  ({ template, data, level }) =>
  () =>
    createReport({ template, data, cmdDelimiter: ['{', '}'], compressionLevel: level });
