import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pipeline, wokenBy } from './pipeline.ts';

it.each(pipeline.map(({ name }) => name))('the stage %s has a folder with a handler', (name) => {
  expect(existsSync(new URL(`./${name}/handler.ts`, import.meta.url))).toBe(true);
});

it('knows which event wakes which stage', () => {
  expect(wokenBy('document.received')).toEqual(['generate']);
  expect(wokenBy('document.revised')).toEqual(['generate']);
  expect(wokenBy('document.filled')).toEqual(['render']);
  expect(wokenBy('document.rendered')).toEqual(['route']);
  expect(wokenBy('record.kept')).toEqual([]);
  expect(wokenBy('document.numbered')).toEqual([]);
});
