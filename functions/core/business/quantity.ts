import { fail, ok, type Problem, type Result } from '../result.ts';
import { decimal, fixed } from './money.ts';

/** 套 = main and sub board together; 主板 = main board only (S46). */
type QuantityUnit = 'set' | 'main-board';

export interface Quantity {
  /** Whole pieces, above 0: `'5500'`. */
  readonly quantity: string;
  readonly unit?: QuantityUnit;
}

const FORM = /^((?:0|[1-9]\d{0,11})(?:\.\d{1,6})?)\s*(k?)\s*(套|主板)?$/i;

/**
 * Order quantity as the trade writes it (S46): `5K` = 5000, `5.5k` = 5500, `5K套` = 5000 sets, `5K主板`, `5000`.
 * Refuses anything else (`5K5`), part pieces and 0 with `QUANTITY_FORM`.
 */
export function parseQuantity(text: string): Result<Quantity, Problem> {
  const [, figure = '0', kilo, unit] = FORM.exec(text.normalize('NFKC').trim()) ?? [];
  const pieces = decimal(figure).times(kilo ? '1000' : '1');
  if (pieces.lte('0') || !pieces.mod('1').eq('0')) {
    return fail({
      code: 'QUANTITY_FORM',
      message: {
        zh: '数量无法识别，或不是大于零的整数',
        en: 'The quantity cannot be read, or is not a whole number above 0',
      },
      fix: { zh: '请写成 5000、5K、5K套 或 5K主板', en: 'Write it like 5000, 5K, 5K套 or 5K主板' },
    });
  }
  const quantity = fixed(pieces, 0);
  return ok(unit ? { quantity, unit: unit === '套' ? 'set' : 'main-board' } : { quantity });
}

/** As the trade writes a quantity (S46): `5000` → `5K`, `5500` → `5.5K`; below a thousand as it is. */
export const inK = (quantity: string): string =>
  decimal(quantity).lt('1000') ? quantity : `${decimal(quantity).div('1000').toFixed()}K`;
