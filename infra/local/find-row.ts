import type { DocumentRow, Ports } from '../../functions/core/ports.ts';
import { DocketError } from '../../functions/core/result.ts';

/** What a person names by its number or its stream. Throws `NOT_FOUND`. */
export const findRow = async ({ views }: Pick<Ports, 'views'>, id: string): Promise<DocumentRow> => {
  const row = (await views.byNumber(id)) ?? (await views.get(id));
  if (row) return row;
  throw new DocketError('NOT_FOUND', { zh: `没有 ${id}`, en: `there is no ${id}` });
};
