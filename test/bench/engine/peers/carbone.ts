import { basename, dirname } from 'node:path';
import carbone from 'carbone';
import type { Start } from './peer.ts';

export const start: Start = ({ path, data }) => {
  carbone.set({ templatePath: dirname(path) });
  return () =>
    new Promise((resolve, reject) => {
      carbone.render(basename(path), data, (error: unknown, result: Buffer) =>
        error ? reject(error) : resolve(result),
      );
    });
};
