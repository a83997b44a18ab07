import { z } from 'zod';
import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import type { Context } from '../../functions/core/kind.ts';
import { isSettled, recordsOf, termOf } from '../../functions/core/records.ts';
import type { Problem } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

type Line = Request['lines'][number];

const place = z.object({
  customerName: z.string(),
  consigneeAddress: z.string(),
  lines: z.array(z.object({ product: z.string() })),
});
const authorization = place.extend({ validFrom: z.string(), validTo: z.string() });
const shipment = place.extend({ shipDate: z.string(), consignee: z.string(), factory: z.string() });

/** A product of a customer. */
export const goodsTerm = (customerName: string, product: string): string =>
  termOf('goods', languages(customerName).zh, product);

const isAbout = ({ customerName, lines }: z.infer<typeof place>, term: string): boolean =>
  lines.some(({ product }) => goodsTerm(customerName, product) === term);

const addressKey = (address: string): string => normalise(languages(address).zh);

/** Where the product may go: as last authorised and still in force, else where it went last; undefined at first. */
function knownAddress(line: Line, request: Request, { records }: Context): string | undefined {
  const term = goodsTerm(request.customerName, line.product);
  const letters = recordsOf(records, 'goods-receipt-authorization', authorization).filter(
    (one) =>
      isSettled(one) &&
      isAbout(one.input, term) &&
      one.input.validFrom <= request.shipDate &&
      request.shipDate <= one.input.validTo,
  );
  const shipped = recordsOf(records, 'delivery-note', shipment).filter(
    (one) => isSettled(one) && isAbout(one.input, term),
  );
  return (letters.at(-1) ?? shipped.at(-1))?.input.consigneeAddress;
}

/**
 * R-O6 (S49): a letter is needed for the first shipment of a product to a customer and for another address than the
 * last authorised one; width, case and blanks make no other address.
 */
export function isAuthorised(line: Line, request: Request, context: Context): readonly Problem[] {
  const known = knownAddress(line, request, context);
  if (known !== undefined && addressKey(known) === addressKey(request.consigneeAddress)) return [];
  const isFirst = known === undefined;
  return [
    {
      code: isFirst ? 'AUTHORIZATION_MISSING' : 'AUTHORIZATION_ADDRESS',
      path: ['product'],
      message: isFirst
        ? {
            zh: '该客户的这一产品首次发货，还没有有效的《产品接货授权书》',
            en: 'The first shipment of this product to this customer has no goods-receipt authorization in force',
          }
        : {
            zh: '收货地址与客户最近授权的地址不同，需要新的《产品接货授权书》',
            en: 'The address is not the one that the customer authorised last: a new authorization is needed',
          },
      fix: {
        zh: '请先提交授权书并由客户签署，再开送货单',
        en: 'Submit the authorization, have the customer sign it, then make the delivery note',
      },
    },
  ];
}
