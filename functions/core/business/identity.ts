import type { Problem, Text } from '../result.ts';
import { isDate } from './dates.ts';

/**
 * Outcome of a check on an identity number. `warning`: well formed, but a person has to confirm it.
 * Problems never repeat the number, which may be personal data.
 */
export type Checked =
  | { readonly status: 'valid'; readonly value: string }
  | { readonly status: 'warning'; readonly value: string; readonly problem: Problem }
  | Refused;

interface Refused {
  readonly status: 'invalid';
  readonly problem: Problem;
  /** What the person may have meant. */
  readonly suggestion?: string;
}

const invalid = (code: string, message: Text, fix: Text): Refused => ({
  status: 'invalid',
  problem: { code, message, fix },
});

/** Half-width, upper case, no outer blanks: the form in which codes are checked and stored. */
const canonical = (text: string): string => text.normalize('NFKC').trim().toUpperCase();

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

function creditCheckCharacter(code: string): string {
  const total = CREDIT_WEIGHTS.reduce(
    (all, weight, index) => all + weight * CREDIT_ALPHABET.indexOf(code.charAt(index)),
    0,
  );
  return CREDIT_ALPHABET.charAt((31 - (total % 31)) % 31);
}

/**
 * Unified social credit code 统一社会信用代码 (GB 32100-2015), 18 characters. A wrong check character is a warning
 * only (`USCC_CHECKSUM`): some early codes of Fujian are real and fail it. Wrong length or characters are `USCC_FORM`;
 * a suggestion (O→0, I→1, blanks removed) is for a person to take, never applied.
 */
export function checkCreditCode(text: string): Checked {
  const code = canonical(text);
  if (!CREDIT_FORM.test(code)) {
    const refusal = invalid(
      'USCC_FORM',
      {
        zh: '统一社会信用代码须为18位数字或大写字母（不含 I、O、S、V、Z，第3至8位为数字）',
        en: 'A unified social credit code has 18 digits or capital letters (no I, O, S, V, Z; digits in places 3 to 8)',
      },
      { zh: '请对照营业执照核对', en: 'Compare it with the business licence' },
    );
    const suggestion = code.replaceAll(/\s/g, '').replaceAll('O', '0').replaceAll('I', '1');
    return CREDIT_FORM.test(suggestion) ? { ...refusal, suggestion } : refusal;
  }
  if (creditCheckCharacter(code) === code.charAt(17)) return { status: 'valid', value: code };
  return {
    status: 'warning',
    value: code,
    problem: {
      code: 'USCC_CHECKSUM',
      message: {
        zh: '统一社会信用代码的校验位不符',
        en: 'The check character of the unified social credit code does not match',
      },
      fix: {
        zh: '请对照营业执照核对，确认无误后可继续',
        en: 'Compare it with the business licence and confirm it to go on',
      },
    },
  };
}

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = '10X98765432';

const idCheckCharacter = (id: string): string =>
  ID_CHECKS.charAt(
    ID_WEIGHTS.reduce((all, weight, index) => all + weight * Number(id.charAt(index)), 0) % 11,
  );

/** Full years on the day `today`. */
function ageOn(birth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

const COMPARE_ID: Text = { zh: '请对照身份证原件核对', en: 'Compare it with the identity card' };

const ID_REFUSALS = {
  ID_LENGTH: { zh: '身份证号须为18位', en: 'A resident identity number has 18 characters' },
  ID_FORM: {
    zh: '身份证号前17位须为数字，末位为数字或 X',
    en: 'A resident identity number is 17 digits and then a digit or X',
  },
  ID_CHECKSUM: { zh: '身份证号校验位不符', en: 'The check digit of the identity number does not match' },
  ID_DATE: {
    zh: '身份证号中的出生日期不存在',
    en: 'The birth date in the identity number does not exist',
  },
  ID_FUTURE: {
    zh: '身份证号中的出生日期晚于今天',
    en: 'The birth date in the identity number is in the future',
  },
} as const satisfies Record<string, Text>;

const birthOf = (id: string): string => `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;

function idFault(id: string, today: string): keyof typeof ID_REFUSALS | undefined {
  if (id.length !== 18) return 'ID_LENGTH';
  if (!/^\d{17}[\dX]$/.test(id)) return 'ID_FORM';
  if (idCheckCharacter(id) !== id.charAt(17)) return 'ID_CHECKSUM';
  if (!isDate(birthOf(id))) return 'ID_DATE';
  return birthOf(id) > today ? 'ID_FUTURE' : undefined;
}

/**
 * Resident identity number 居民身份证号 (GB 11643-1999), 18 characters (S50). `today` is `yyyy-mm-dd`.
 * Invalid: `ID_LENGTH`, `ID_FORM`, `ID_CHECKSUM`, `ID_DATE`, `ID_FUTURE`. An age that is not plausible for someone
 * who receives goods (16 to 100 by default) is the warning `ID_AGE`.
 */
export function checkResidentId(
  text: string,
  today: string,
  ages: { readonly min: number; readonly max: number } = { min: 16, max: 100 },
): Checked {
  const id = canonical(text);
  const fault = idFault(id, today);
  if (fault) return invalid(fault, ID_REFUSALS[fault], COMPARE_ID);
  const age = ageOn(birthOf(id), today);
  if (age >= ages.min && age <= ages.max) return { status: 'valid', value: id };
  const message = {
    zh: `按身份证号推算的年龄不在 ${ages.min} 至 ${ages.max} 岁之间`,
    en: `The age that follows from the identity number is not between ${ages.min} and ${ages.max}`,
  };
  return { status: 'warning', value: id, problem: { code: 'ID_AGE', message, fix: COMPARE_ID } };
}

/** `110105********002X`: the first 6 and last 4 of an identity number; other documents keep only the last 3. */
export function maskId(text: string): string {
  const id = canonical(text);
  if (id.length >= 15) return id.slice(0, 6) + '*'.repeat(id.length - 10) + id.slice(-4);
  const shown = id.length > 6 ? id.slice(-3) : '';
  return '*'.repeat(id.length - shown.length) + shown;
}

/** Mainland mobile number, 11 digits. */
export const isMobile = (text: string): boolean => /^1[3-9]\d{9}$/.test(canonical(text));

/** Mainland fixed line with its area code: `0755-12345678`, `010-12345678-801`. */
export const isLandline = (text: string): boolean => /^0\d{2,3}-?\d{7,8}(?:-\d{1,6})?$/.test(canonical(text));

/** 8 to 30 digits. */
export const isBankAccount = (text: string): boolean => /^\d{8,30}$/.test(canonical(text));

/** Mainland postcode, 6 digits. */
export const isPostcode = (text: string): boolean => /^\d{6}$/.test(canonical(text));

/**
 * Key for comparing names and addresses; keep the original for print. Width, case, invisible characters and white
 * space make no difference (S49), but a blank between two Latin letters or digits stays: `1 23` is not `12 3`.
 */
export const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .toUpperCase()
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<![0-9A-Z]) | (?![0-9A-Z])/g, '');
