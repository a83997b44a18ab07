import type { Files, Shipped } from '../../core/ports.ts';
import { codeOf } from '../../core/result.ts';

const ARCHIVE = 'archive/';
const COMPANY = 'company/';

export const isArchived = (key: string): boolean => `${key}/`.startsWith(ARCHIVE);

/** One store of files over two buckets: what is filed for good is in one of its own, where every object is locked. */
export const inTwoBuckets = (documents: Files, archive: Files): Files => {
  const at = (key: string): Files => (isArchived(key) ? archive : documents);
  return {
    put: (key, bytes, options) => at(key).put(key, bytes, options),
    copy: async (from, to) =>
      at(from) === at(to) ? at(to).copy(from, to) : at(to).put(to, await at(from).get(from)),
    get: (key) => at(key).get(key),
    find: (key) => at(key).find(key),
    digest: (key) => at(key).digest(key),
    list: (prefix) => at(prefix).list(prefix),
    swap: (key, before, after) => at(key).swap(key, before, after),
    erase: (key) => at(key).erase(key),
  };
};

/** Until a company puts its own profile, seal and logo there, those that come with the program are in `company/`. */
export const withShippedCompany = (files: Files, shipped: Shipped): Files => ({
  ...files,
  get: async (key) => {
    if (!key.startsWith(COMPANY)) return files.get(key);
    return files.get(key).catch(async (fault: unknown) => {
      const sample =
        codeOf(fault) === 'FILE_NOT_FOUND' && (await shipped.read('company', key.slice(COMPANY.length)));
      if (sample) return sample;
      throw fault;
    });
  },
});
