import { describe, expect, it } from 'vitest';
import { seal } from '../ledger/envelope.ts';
import { type DocumentState, evolve, printedNumber, receive, replay } from './document.ts';
import type { DocumentEvent, Filled, Rendered, RequestRecord } from './events.ts';
import { project } from './projection.ts';

const request = (more: Partial<RequestRecord> = {}): RequestRecord => ({
  kind: 'quotation',
  body: { key: 'requests/ab/x.json', alg: 'hmac-sha256', salted: 'a'.repeat(64) },
  content: 'one',
  result: 'price 1',
  requestNo: 'XJ-1',
  title: '长城科技 XJ-1',
  party: '长城科技',
  revision: 0,
  today: '2026-11-23',
  at: '2026-11-23T02:00:00.000Z',
  company: 'c',
  references: {},
  templates: {},
  upload: 'u',
  ...more,
});

const filled = (revision = 0): Filled => ({
  revision,
  files: [{ name: 'N.xlsx', key: 'documents/N/N.xlsx', sha256: 'f', size: 1, template: 't', language: 'zh' }],
  request: { key: 'documents/N/request.json', alg: 'hmac-sha256', salted: 'a'.repeat(64) },
  amount: '100.00',
  currency: 'CNY',
  validUntil: '2026-12-23',
  needs: [
    {
      code: 'sign:department_head',
      role: 'department_head',
      reason: { zh: '低于执行价', en: 'below floor' },
    },
  ],
});

const rendered = (revision = 0): Rendered => ({
  revision,
  files: [{ name: 'N.pdf', key: 'documents/N/N.pdf', sha256: 'p', size: 1, source: 'documents/N/N.xlsx' }],
  engine: 'LibreOffice 7',
});

const received = (more?: Partial<RequestRecord>): DocumentEvent => ({
  type: 'document.received',
  data: request(more),
});
const revised = (more?: Partial<RequestRecord>): DocumentEvent => ({
  type: 'document.revised',
  data: request(more),
});
const numbered: DocumentEvent = {
  type: 'document.numbered',
  data: { number: 'QT-2026-000001', series: 'QT-2026', n: 1 },
};

const given = (...events: DocumentEvent[]): DocumentState =>
  events.reduce<DocumentState>(evolve, { status: 'absent' });

describe('what a request means for its stream', () => {
  it('given nothing, a first request is received', () => {
    expect(receive(given(), request())).toEqual({ outcome: 'new', event: received() });
  });

  it('given nothing, a revision has nothing to revise', () => {
    expect(receive(given(), request({ revision: 1 }))).toMatchObject({
      outcome: 'refused',
      problem: { code: 'REVISION_WITHOUT_ORIGINAL', path: ['revision'] },
    });
  });

  it.each([0, 1, 7])(
    'given a request, the same content makes nothing new, whatever its revision says (%i)',
    (revision) => {
      expect(receive(given(received()), request({ revision })).outcome).toBe('duplicate');
    },
  );

  it('given a numbered request, other content under its number is refused with a pointer to the first', () => {
    const answer = receive(given(received(), numbered), request({ content: 'two' }));
    expect(answer).toMatchObject({ outcome: 'refused', problem: { code: 'REQUEST_NUMBER_USED' } });
    expect(JSON.stringify(answer)).toContain('QT-2026-000001');
  });

  it('R-Q8: given an issued document, changed content with the next revision is a revision', () => {
    const state = given(received(), numbered, { type: 'document.filled', data: filled() });
    const next = request({ content: 'two', revision: 1 });
    expect(receive(state, next)).toEqual({ outcome: 'new', event: { type: 'document.revised', data: next } });
  });

  it('R-Q8: the same request with its next revision is a revision when a new price list changes what it costs', () => {
    const next = request({ revision: 1, result: 'price 2' });
    expect(receive(given(received()), next)).toMatchObject({ outcome: 'new' });
    expect(receive(given(received()), request({ result: 'price 2' })).outcome).toBe('duplicate');
  });

  it('R-Q8: a revision that skips a number is refused', () => {
    expect(receive(given(received()), request({ content: 'two', revision: 2 })).outcome).toBe('refused');
  });
});

describe('a document as its events tell it', () => {
  it('goes from received to rendered', () => {
    const events: DocumentEvent[] = [
      received(),
      numbered,
      { type: 'document.filled', data: filled() },
      { type: 'document.rendered', data: rendered() },
    ];
    const sealed = seal('s', undefined, events, { key: 'k', actor: 'a', at: 0 });
    expect(sealed.map((_, index) => replay(sealed.slice(0, index + 1)).status)).toEqual([
      'received',
      'numbered',
      'filled',
      'rendered',
    ]);
  });

  it('keeps its number when it is revised, and must be filled again', () => {
    const state = given(
      received(),
      numbered,
      { type: 'document.filled', data: filled() },
      revised({ revision: 1 }),
    );
    expect(state).toMatchObject({ status: 'numbered', number: 'QT-2026-000001', request: { revision: 1 } });
  });

  it('never takes a second number', () => {
    const second: DocumentEvent = {
      type: 'document.numbered',
      data: { number: 'QT-2026-000002', series: 'QT-2026', n: 2 },
    };
    expect(given(received(), numbered, second)).toMatchObject({ number: 'QT-2026-000001' });
  });

  it('stays void, with its number: nothing is filled any more and no revision follows', () => {
    const voided: DocumentEvent = {
      type: 'document.voided',
      data: { number: 'QT-2026-000001', revision: 0, reason: '客户取消' },
    };
    const state = given(received(), numbered, voided, { type: 'document.filled', data: filled() }, revised());
    expect(state).toMatchObject({ status: 'voided', number: 'QT-2026-000001' });
    expect(receive(state, request()).outcome).toBe('duplicate');
    expect(receive(state, request({ content: 'two', revision: 1 }))).toMatchObject({
      outcome: 'refused',
      problem: { code: 'DOCUMENT_VOID' },
    });
  });

  it('is what it was after its personal data was erased', () => {
    const events = [received(), numbered, { type: 'document.filled' as const, data: filled() }];
    const erased: DocumentEvent = { type: 'personal.erased', data: { keys: ['requests/ab/x.json'] } };
    expect(given(...events, erased)).toEqual(given(...events));
  });

  it('prints a revision behind the number', () => {
    expect([printedNumber('QT-2026-000001', 0), printedNumber('QT-2026-000001', 2)]).toEqual([
      'QT-2026-000001',
      'QT-2026-000001-R2',
    ]);
  });
});

describe('the row that lists show', () => {
  const rowAfter = (...events: { type: string; data: unknown }[]) =>
    seal('s', undefined, events, { key: 'k', actor: 'a', at: 0 }).reduce<
      ReturnType<typeof project> | undefined
    >((row, event) => project(row, JSON.parse(event.canonical)), undefined);

  it('has state, files and needs of the newest revision, and keeps the files of the older', () => {
    const second = {
      ...filled(1),
      needs: [],
      files: [{ ...filled().files[0]!, name: 'N-R1.xlsx', key: 'documents/N/N-R1.xlsx' }],
    };
    const row = rowAfter(
      received(),
      numbered,
      { type: 'document.filled', data: filled() },
      { type: 'document.rendered', data: rendered() },
      revised({ revision: 1 }),
      { type: 'document.filled', data: second },
    );
    expect(row).toMatchObject({ state: 'filled', number: 'QT-2026-000001', revision: 1, needs: [], ver: 6 });
    expect(Object.keys(row?.files ?? {})).toEqual(['N.xlsx', 'N.pdf', 'N-R1.xlsx']);
  });

  it('shows no paper with signatures that a refusal made void', () => {
    const file = { name: 'QT-2026-000001.signed-1.pdf', key: 'documents/N/s1.pdf', sha256: 'x', size: 1 };
    const signed = { type: 'document.signed', data: { file } };
    const route = { steps: [], shown: '', requester: null, contents: {}, carried: [], revision: 0 };
    const events = [
      received(),
      numbered,
      { type: 'document.rendered', data: rendered() },
      { type: 'route.submitted', data: route },
      signed,
    ];
    expect(Object.keys(rowAfter(...events)?.files ?? {})).toEqual(['N.pdf', file.name]);
    const back = { step: 'a', to: 'b', by: 'x', reason: 'y', day: '2026-11-25' };
    const row = rowAfter(...events, { type: 'route.returned', data: back });
    expect(Object.keys(row?.files ?? {})).toEqual(['N.pdf']);
  });

  it('does not change when an event comes again', () => {
    const [event] = seal('s', undefined, [received()], { key: 'k', actor: 'a', at: 0 });
    const envelope = JSON.parse(event!.canonical);
    const row = project(undefined, envelope);
    expect(project(row, envelope)).toBe(row);
  });

  it('no longer lists what was erased', () => {
    const file = { name: 'x.xlsx', key: 'received/_/1/x.xlsx', alg: 'hmac-sha256', salted: 'x', size: 1 };
    const data = { file, kind: 'quotation', received: 1, duplicates: 0, rejected: 0 };
    const row = rowAfter(
      { type: 'intake.accepted', data },
      { type: 'personal.erased', data: { keys: [file.key] } },
    );
    expect(row).toMatchObject({ state: 'accepted', files: {} });
  });

  it('shows an upload of which nothing was new as a duplicate', () => {
    const file = { name: 'x.xlsx', key: 'received/_/1/x.xlsx', sha256: 'x', size: 1 };
    const data = { file, kind: 'quotation', received: 0, duplicates: 3, rejected: 0 };
    expect(rowAfter({ type: 'intake.accepted', data })?.state).toBe('duplicate');
    expect(rowAfter({ type: 'intake.accepted', data: { ...data, received: 1 } })?.state).toBe('accepted');
  });
});
