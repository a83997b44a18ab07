/** A sentence in the two languages that Docket speaks. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Text;

/** One mistake of a person's input: what is wrong, where, and how to mend it. */
export interface Problem {
  /** Stable, machine-readable: `PRICE_MISSING`. */
  readonly code: string;
  /** Field path in the input (`['lines', 0, 'quantity']`); absent when it concerns the whole. */
  readonly path?: readonly (string | number)[];
  /** Where a person finds it, once known: `报价申请!C7`. */
  readonly cell?: string;
  /** The field's label, once known. */
  readonly label?: Text;
  readonly message: Text;
  readonly fix?: Text;
}

export type Result<T, E = readonly Problem[]> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const fail = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** A named fault of the program or its surroundings, for people: never carries personal data. */
export class DocketError extends Error {
  readonly code: string;
  readonly text: Text;
  constructor(code: string, text: Text, options?: ErrorOptions) {
    super(`${code}: ${text.en}`, options);
    this.name = 'DocketError';
    this.code = code;
    this.text = text;
  }
}

const CODE = /^[A-Z][A-Z0-9_]{1,40}$/;

/** What a log may say of a fault: its code (`ENOSPC`) or its name, never its message. */
export const codeOf = (fault: unknown): string => {
  if (!(fault instanceof Error)) return 'FAULT';
  const { code } = fault as { readonly code?: unknown };
  return typeof code === 'string' && CODE.test(code) ? code : fault.name;
};

/** What a rule says of a result: its refusal, if it is one. */
export const refusalOf = (result: Result<unknown, Problem>): readonly Problem[] =>
  result.ok ? [] : [result.error];

/** The value of a result that a rule has asked for before; a refusal here is a fault of the kind: `RULES_REFUSE`. */
export const allowed = <T>(result: Result<T, Problem>): T => {
  if (result.ok) return result.value;
  throw new DocketError('RULES_REFUSE', result.error.message);
};

/** A fault that is a person's to mend, as a problem of the input; any other fault is thrown on. */
export const asProblem = (fault: unknown): Problem => {
  if (fault instanceof DocketError) return { code: fault.code, message: fault.text };
  throw fault;
};
