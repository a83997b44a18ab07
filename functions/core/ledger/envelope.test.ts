import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.ts';
import { eventHash, GENESIS, open, type SealedEvent, seal, verifyChain } from './envelope.ts';
import { documentId } from './hash.ts';

const cause = { key: 'k', actor: 'a', at: Date.UTC(2026, 10, 23, 4) };

describe('canonical JSON (RFC 8785)', () => {
  it.each([
    [{ b: 1, a: 'x' }, '{"a":"x","b":1}'],
    [
      { '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4, '\ufb33': 5 },
      '{"\\r":2,"1":3,"€":1,"😀":4,"\ufb33":5}',
    ],
    [[0.000001, -0, 1.5, 1e-7, 333333333.3333333], '[0.000001,0,1.5,1e-7,333333333.3333333]'],
    [{ a: undefined, b: null, c: [true, false] }, '{"b":null,"c":[true,false]}'],
    ['\u0007"\\/\u2028', '"\\u0007\\"\\\\/\u2028"'],
  ])('%j', (value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it.each([['\ud800'], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 53], [{ a: () => 1 }], [10n]])(
    'refuses %s',
    (value) => {
      expect(() => canonical(value)).toThrow('NOT_CANONICAL');
    },
  );
});

describe('the chain of a stream', () => {
  const chain = (): SealedEvent[] => [
    ...seal(
      's',
      undefined,
      [
        { type: 'a', data: { n: 1 } },
        { type: 'b', data: { n: 2 } },
        { type: 'c', data: {} },
      ],
      cause,
    ),
  ];

  it('links each event to the one before', () => {
    const [a, b] = chain();
    expect(open(a!)).toMatchObject({ v: 1, ver: 1, prev: GENESIS, ts: '2026-11-23T04:00:00.000Z' });
    expect(open(b!).prev).toBe(eventHash(a!.canonical));
    expect(verifyChain('s', chain())).toEqual([]);
  });

  const tampered: readonly (readonly [what: string, (events: SealedEvent[]) => SealedEvent[]])[] = [
    [
      'an edited event',
      ([a, ...rest]) => [{ ...a!, canonical: a!.canonical.replace('"n":1', '"n":7') }, ...rest],
    ],
    [
      'an edited event with its hash made again',
      ([a, ...rest]) => {
        const edited = a!.canonical.replace('"n":1', '"n":7');
        return [{ ...a!, canonical: edited, hash: eventHash(edited) }, ...rest];
      },
    ],
    ['a removed event', ([a, , c]) => [a!, c!]],
    ['swapped events', ([a, b, c]) => [a!, c!, b!]],
    [
      'an event of another stream',
      (events) => [...events.slice(0, 2), seal('t', events[1], [{ type: 'c', data: {} }], cause)[0]!],
    ],
    ['an edited type column', ([a, ...rest]) => [{ ...a!, type: 'z' }, ...rest]],
    ['an edited key column', ([a, ...rest]) => [{ ...a!, key: 'z' }, ...rest]],
  ];

  it.each(tampered)('shows %s', (_, tamper) => {
    expect(verifyChain('s', tamper(chain()))).not.toEqual([]);
  });
});

it('names the same stream for the same source key', () => {
  expect(documentId('quotation\nXJ-1')).toMatch(/^[a-z2-7]{52}$/);
  expect(documentId('quotation\nXJ-1')).toBe(documentId('quotation\nXJ-1'));
  expect(documentId('quotation\nXJ-1')).not.toBe(documentId('quotation\nXJ-2'));
});
