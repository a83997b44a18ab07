import { expect, it } from 'vitest';
import { receivedKey, uploadOf } from './upload.ts';

const upload = (folder: string, name = 'a b.xlsx') => {
  const key = receivedKey(folder, 'id-1', name);
  const sent = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  return uploadOf({ eventTime: '2026-07-01T01:00:00.000Z', s3: { object: { key: sent } } });
};

it.each([
  ['', { purpose: 'requests', kind: undefined }],
  ['quotation', { purpose: 'requests', kind: 'quotation' }],
  ['templates', { purpose: 'template', kind: undefined }],
  ['templates/quotation', { purpose: 'template', kind: 'quotation' }],
  ['templates/quotation/fragments', { purpose: 'fragment', kind: 'quotation' }],
])('what was put into “%s” is known by its key', (folder, expected) => {
  expect(upload(folder)).toMatchObject({ ...expected, id: 'id-1', name: 'a b.xlsx' });
});
