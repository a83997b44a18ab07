import type { DocumentKind, Kind } from '../../functions/core/kind.ts';
import { DocketError } from '../../functions/core/result.ts';

type Kinds = ReadonlyMap<string, Kind>;

/** The kind that a person named. Throws `KIND_UNKNOWN` with the list of them. */
export const kindOf = (kinds: Kinds, id: string): Kind => {
  const kind = kinds.get(id);
  if (kind) return kind;
  const list = [...kinds.keys()].join(', ');
  throw new DocketError('KIND_UNKNOWN', {
    zh: `没有单据类型 ${id}；有：${list}`,
    en: `there is no kind ${id}; there are: ${list}`,
  });
};

/** Likewise, of those that have templates. Throws `KIND_UNKNOWN`, `KIND_WITHOUT_TEMPLATES`. */
export const documentKind = (kinds: Kinds, id: string): DocumentKind => {
  const kind = kindOf(kinds, id);
  if (kind.type === 'document') return kind;
  throw new DocketError('KIND_WITHOUT_TEMPLATES', {
    zh: `${kind.title.zh}是基础资料，没有模板`,
    en: `${kind.title.en} is reference data and has no template`,
  });
};
