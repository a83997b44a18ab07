import { maskId } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { needsOf } from './route.ts';

const REASON = {
  'new-product': '新产品首次发货',
  'new-address': '更改送货地址',
  renewal: '授权续期',
} as const;
const ID_TYPE = { 'id-card': '居民身份证', passport: '护照', 'travel-permit': '往来内地通行证' } as const;

/** `138****8000` */
const maskPhone = (phone: string): string => {
  const digits = phone.replaceAll(/\D/g, '');
  return digits.length < 7 ? '*'.repeat(digits.length) : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};

/** The letter and what is masked on the copies that others see. */
export function derive(request: Request, { company, today }: Context): Derived<Printed> {
  const { name, phone } = allowed(applicantOf(request, company));
  const idNumber = request.idNumber.normalize('NFKC').trim().toUpperCase();
  return {
    data: {
      authorizationNo: request.authorizationNo,
      date: today,
      customer: languages(request.customerName).zh,
      signer: request.signer,
      reason: REASON[request.reason],
      merchandiser: { name: name.zh, phone: phone ?? company.phone },
      consignee: {
        name: languages(request.consignee).zh,
        address: languages(request.consigneeAddress).zh,
      },
      receiver: {
        name: request.receiver,
        idType: ID_TYPE[request.idType],
        id: idNumber,
        idMasked: maskId(idNumber),
        phone: request.receiverPhone,
        phoneMasked: maskPhone(request.receiverPhone),
      },
      validFrom: request.validFrom,
      validTo: request.validTo,
      note: languages(request.note ?? '').zh,
      lines: request.lines.map((line) => ({ product: line.product, name: languages(line.name).zh })),
    },
    validUntil: request.validTo,
    needs: needsOf(company),
  };
}
