import { expect, it } from 'vitest';
import { usedTemplates } from './used-templates.ts';

const received = { revision: 0, templates: { 'a.xlsx': 'one', 'b.xlsx': 'two' } };
const revised = { revision: 1, templates: { 'a.xlsx': 'three', 'b.xlsx': 'two' } };
const rendered = { files: [{ source: 'x' }] };

it.each([
  ['nothing is known before it came in', [], []],
  [
    'those that were pinned, before it is filled',
    [received],
    [
      ['a.xlsx', 'one'],
      ['b.xlsx', 'two'],
    ],
  ],
  ['those that were printed', [received, { files: [{ template: 'two' }] }, rendered], [['b.xlsx', 'two']]],
  [
    'those of the last revision',
    [received, { files: [{ template: 'one' }] }, revised, { files: [{ template: 'three' }] }],
    [['a.xlsx', 'three']],
  ],
])('%s', (_, data, used) => {
  expect(usedTemplates(data)).toEqual(used);
});
