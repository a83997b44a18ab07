import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  createEmbeddedPorts,
  type EmbeddedOptions,
  type EmbeddedPorts,
} from '../../functions/adapters/embedded/ports.ts';
import { decimal, text } from '../../functions/core/fields.ts';
import { type DocumentKind, defineKind, type Kind } from '../../functions/core/kind.ts';
import type { Route } from '../../functions/core/routing/route.ts';
import { prepareData } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { book, doc, p, row } from './office-package.ts';
import { quickRenderer } from './quick-renderer.ts';

/** A kind with a Word and an Excel output. */
const letterKind = defineKind({
  id: 'letter',
  title: { zh: '函件', en: 'Letter' },
  purpose: { zh: '测试', en: 'For tests' },
  input: z.strictObject({
    letterNo: text({ zh: '编号', en: 'Number' }),
    customer: text({ zh: '客户', en: 'Customer' }),
    amount: decimal({ zh: '金额', en: 'Amount' }, { scale: 2 }),
  }),
  requestKey: (input) => input.letterNo,
  subject: (input) => ({ title: input.letterNo, party: input.customer }),
  retentionYears: 1,
  series: 'LT',
  outputs: [
    { template: 'letter.zh-CN.docx', language: 'zh' },
    { template: 'letter.en.xlsx', language: 'en', suffix: 'en' },
  ],
  prints: z.object({ customer: z.string(), amount: z.string() }),
  derive: ({ customer, amount }) => ({ data: { customer, amount }, needs: [] }),
});

export const LETTER = {
  word: doc({ body: p('第一版') + p('致{{customer}}') + p('金额{{amount | money}}') }),
  sheet: book({
    sheets: { S: { rows: row(1, { A: 'First' }) + row(2, { A: '{{customer}}', B: '{{amount | number}}' }) } },
  }),
} as const;

const SAMPLE = { letterNo: 'SAMPLE', customer: '样例', amount: '1.00' };

export const letterRequest = (letterNo: string): object => ({
  letterNo,
  customer: '甲公司',
  amount: '1234.50',
});

/** Folder of what comes with the program, with this one kind. */
const shippedIn = (folder: string): string => {
  const root = join(folder, 'shipped');
  mkdirSync(join(root, 'letter'), { recursive: true });
  writeFileSync(join(root, 'letter', 'letter.zh-CN.docx'), LETTER.word);
  writeFileSync(join(root, 'letter', 'letter.en.xlsx'), LETTER.sheet);
  writeFileSync(join(root, 'letter', 'sample.json'), JSON.stringify(SAMPLE));
  cpSync(fileURLToPath(new URL('../../templates/company', import.meta.url)), join(root, 'company'), {
    recursive: true,
  });
  return root;
};

/** A home with the kind `letter`; real but for LibreOffice. */
export const letterHome = async (
  folder: string,
  name: string,
  route?: Route,
  more: Partial<Pick<EmbeddedOptions, 'url' | 'clock' | 'log' | 'renderer'>> = {},
  kind: Partial<DocumentKind> = {},
  others: readonly Kind[] = [],
) => {
  const data = join(folder, name);
  await prepareData(data);
  const options = {
    data,
    shipped: shippedIn(folder),
    kinds: new Map(
      [{ ...letterKind, ...(route && { route: () => route }), ...kind }, ...others].map(
        (one): [string, Kind] => [one.id, one],
      ),
    ),
    renderer: quickRenderer(),
    ...more,
  };
  const open = (): EmbeddedPorts => createEmbeddedPorts(options);
  const use = async <T>(work: (ports: EmbeddedPorts) => Promise<T>): Promise<T> => {
    const ports = open();
    try {
      return await work(ports);
    } finally {
      ports.database.close();
    }
  };
  const drop = (inside: string, file: string, content: string | Uint8Array): void => {
    mkdirSync(join(data, 'inbox', inside), { recursive: true });
    writeFileSync(join(data, 'inbox', inside, file), content);
  };
  /** Processes all that waits. */
  const run = async (): Promise<void> => {
    const runtime = await startRuntime(open(), data);
    await runtime.idle();
    await runtime.stop();
  };
  return { data, open, use, drop, run };
};
