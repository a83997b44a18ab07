import { describe, expect, it } from 'vitest';
import { AT, CUSTOMER, journey, revisedTo, routeOf, step, TODAY } from '../../../test/support/routing.ts';
import { seal } from '../ledger/envelope.ts';
import { routeMistakes } from './route.ts';
import { replayRoute, signatures } from './state.ts';
import { mayLeave, openNeeds } from './tasks.ts';

const ORDER = [
  step('bom', 'fill', [], { parties: [{ role: 'hardware', fields: ['bom'] }] }),
  step('dgm', 'sign', ['dgm']),
  step('pmc', 'sign', ['pmc']),
];
const away = [{ from: TODAY, to: '2026-11-27' }];
const call = { by: 'dgm', at: '2026-11-23T01:00:00Z', channel: 'phone', summary: '同意' } as const;
const filled = { content: 'bom-1' };

describe('R-O1: steps come in their order (S33–S39)', () => {
  it('opens the first step only, then the next, and ends', () => {
    const doc = journey();
    expect(doc.submit(ORDER)).toBe('route.submitted task.opened');
    expect(doc.open()).toEqual(['fill hardware']);
    expect(doc.act('hw', { filled })).toBe('task.filled task.opened');
    expect(doc.act('dgm')).toBe('task.signed task.opened');
    expect(openNeeds(doc.state())).toEqual(['sign:pmc']);
    expect(doc.act('pmc')).toBe('task.signed route.completed');
    expect(doc.state().status).toBe('completed');
    expect(doc.open()).toEqual([]);
  });

  it('refuses an approval before the BOM', () => {
    const doc = journey();
    doc.submit(ORDER);
    expect(doc.act('dgm', { task: 'dgm.1.1' })).toBe('TASK_CLOSED');
    expect(doc.act('dgm', { filled })).toBe('NOT_YOURS');
  });

  it('is complete at once when no step applies', () => {
    expect(journey().submit([])).toBe('route.submitted route.completed');
  });

  it('a submission that comes again, or late, changes nothing', () => {
    const doc = journey();
    doc.submit(ORDER);
    expect(doc.submit(ORDER)).toBe('');
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    expect(doc.submit(ORDER)).toBe('');
    expect(doc.submit(ORDER, { revision: 1 })).toBe('route.submitted task.opened');
  });
});

describe('a decision', () => {
  it('counts once, however often it comes', () => {
    const doc = journey();
    doc.submit([step('a', 'sign', ['dgm']), step('b', 'sign', ['pmc'])]);
    expect(doc.act('dgm', { task: 'a.1.1' })).toBe('task.signed task.opened');
    expect(doc.act('dgm', { task: 'a.1.1' })).toBe('');
    expect(doc.act('pmc', { task: 'a.1.1' })).toBe('TASK_CLOSED');
    doc.act('pmc');
    expect(doc.act('pmc', { task: 'b.1.1' })).toBe('');
    expect(doc.state().decisions).toHaveLength(2);
  });

  it('is about what the person saw', () => {
    const doc = journey();
    doc.submit(ORDER.slice(1));
    expect(doc.act('dgm', { shown: 'pdf-old' })).toBe('DOCUMENT_CHANGED');
  });

  it('is not for everybody', () => {
    const doc = journey();
    doc.submit(ORDER.slice(1));
    expect(doc.act('pmc', { task: 'dgm.1.1' })).toBe('NOT_YOURS');
    expect(doc.act('nobody')).toBe('NOT_YOURS');
  });

  it('of a fill is no bare consent, and of a consent no fill', () => {
    const doc = journey();
    doc.submit(ORDER);
    expect(doc.act('hw')).toBe('TASK_CLOSED');
    doc.act('hw', { filled });
    expect(doc.act('dgm', { filled })).toBe('TASK_CLOSED');
  });
});

describe('tasks of one step', () => {
  it('all: parallel roles, in any order', () => {
    const doc = journey();
    doc.submit([step('both', 'approve', ['dgm', 'pmc'])]);
    expect(doc.open()).toEqual(['approve dgm', 'approve pmc']);
    expect(doc.act('pmc')).toBe('task.approved');
    expect(doc.act('dgm')).toBe('task.approved route.completed');
  });

  it('any: the first closes the others', () => {
    const doc = journey();
    doc.submit([step('one', 'approve', ['dgm', 'gm'], { quorum: 'any' }), step('two', 'sign', ['pmc'])]);
    expect(doc.act('gm')).toBe('task.approved task.opened');
    expect(doc.open()).toEqual(['sign pmc']);
  });

  const panel = step('panel', 'approve', [], { parties: [{ role: 'panel', each: true }] });

  it('n of m: each member once, in his own name', () => {
    const doc = journey();
    doc.submit([{ ...panel, quorum: 2 }]);
    expect(doc.open()).toEqual(['approve dgm', 'approve cfo', 'approve law']);
    expect(doc.act('law')).toBe('task.approved');
    expect(doc.act('law', { task: 'panel.1.1' })).toBe('NOT_YOURS');
    expect(doc.act('cfo')).toBe('task.approved route.completed');
  });

  it('n of m: one against it does not stop it while enough can still pass it', () => {
    const doc = journey();
    doc.submit([{ ...panel, quorum: 2 }]);
    expect(doc.reject('law')).toBe('task.rejected');
    expect(doc.open()).toEqual(['approve dgm', 'approve cfo']);
    expect(doc.act('law', { task: 'panel.1.3' })).toBe('TASK_CLOSED');
    expect(doc.reject('cfo')).toBe('task.rejected route.returned');
    expect(doc.state().status).toBe('returned');
  });

  it('all: one against it sends it back', () => {
    const doc = journey();
    doc.submit([panel]);
    doc.act('dgm');
    expect(doc.reject('cfo')).toBe('task.rejected route.returned');
    expect(doc.state().decisions).toEqual([]);
  });

  it('a quorum that the profile cannot fill is told, not skipped', () => {
    expect(journey().submit([{ ...panel, quorum: 4 }])).toBe('QUORUM_OUT_OF_REACH');
    expect(journey().submit([step('x', 'sign', ['nobody'])])).toBe('ROLE_EMPTY');
  });
});

describe('R-O2: delegates (S37, S38)', () => {
  const one = [step('dgm', 'sign', ['dgm']), step('pmc', 'sign', ['pmc'])];

  it('the GM signs only while the deputy is away, and with evidence', () => {
    const here = journey();
    here.submit(one);
    expect(here.act('gm', { authority: call })).toBe('DELEGATE_TOO_EARLY');
    const doc = journey({ dgm: away });
    doc.submit(one);
    expect(doc.act('gm')).toBe('EVIDENCE_MISSING');
    expect(doc.act('gm', { authority: { ...call, summary: ' ' } })).toBe('EVIDENCE_MISSING');
    expect(doc.act('gm', { authority: { ...call, by: 'pmc' } })).toBe('EVIDENCE_MISSING');
    expect(doc.act('gm', { authority: { ...call, at: '2026-11-23T03:00:00Z' } })).toBe('EVIDENCE_MISSING');
    expect(doc.act('gm', { authority: { ...call, at: 'yesterday' } })).toBe('EVIDENCE_MISSING');
    expect(doc.act('gm', { authority: call })).toBe('task.signed task.opened');
    expect(doc.state().decisions[0]?.delegation).toEqual({ place: 0, authority: call });
  });

  it('the supervisor signs only while both are away', () => {
    const doc = journey({ dgm: away });
    doc.submit(one);
    expect(doc.act('sup', { authority: call })).toBe('DELEGATE_TOO_EARLY');
    const both = journey({ dgm: away, gm: away });
    both.submit(one);
    expect(both.act('sup', { authority: { ...call, by: 'gm' } })).toBe('task.signed task.opened');
  });

  it('an absence counts on its first and last day and not after', () => {
    const doc = journey({ dgm: away });
    doc.submit(one);
    doc.context.today = '2026-11-28';
    expect(doc.act('gm', { authority: call })).toBe('DELEGATE_TOO_EARLY');
    doc.context.today = '2026-11-27';
    expect(doc.act('gm', { authority: call })).toBe('task.signed task.opened');
  });

  it('opens a countersignature that stays open after the end, is reminded daily, and is settled once', () => {
    const doc = journey({ dgm: away });
    doc.submit(one);
    doc.act('gm', { authority: call });
    doc.act('pmc');
    expect(doc.state().status).toBe('completed');
    expect(doc.open()).toEqual(['countersign dgm']);
    expect(doc.tick('2026-11-24')).toBe('task.reminded');
    expect(doc.tick('2026-11-24')).toBe('');
    expect(doc.tick('2026-11-25')).toBe('task.reminded');
    const settle = (by: string) =>
      doc.does({ type: 'countersign', task: 'dgm.1.1', by, shown: doc.state().shown });
    expect(settle('gm')).toBe('NOT_YOURS');
    expect(doc.does({ type: 'countersign', task: 'dgm.1.1', by: 'dgm', shown: 'x' })).toBe(
      'DOCUMENT_CHANGED',
    );
    expect(settle('dgm')).toBe('task.countersigned');
    expect(settle('dgm')).toBe('');
    expect(doc.open()).toEqual([]);
  });

  it('holds up the end where the step says so', () => {
    const doc = journey({ dgm: away });
    doc.submit([step('dgm', 'sign', ['dgm'], { countersign: 'before-end' })]);
    expect(doc.act('gm', { authority: call })).toBe('task.signed');
    expect(doc.state().status).toBe('open');
    expect(doc.does({ type: 'countersign', task: 'dgm.1.1', by: 'dgm', shown: 'pdf-0' })).toBe(
      'task.countersigned route.completed',
    );
  });

  it('is not possible where the step forbids it', () => {
    const doc = journey({ dgm: away });
    doc.submit([step('dgm', 'sign', ['dgm'], { delegation: 'none' })]);
    expect(doc.act('gm', { authority: call })).toBe('DELEGATION_NOT_ALLOWED');
  });

  it('nobody votes twice, for himself and for another', () => {
    const doc = journey({ cfo: away });
    doc.context.company.roles.panel!.delegates.push('counsel');
    doc.submit([step('panel', 'approve', [], { parties: [{ role: 'panel', each: true }] })]);
    doc.act('law');
    expect(doc.act('law', { task: 'panel.1.2', authority: { ...call, by: 'cfo' } })).toBe('ALREADY_DECIDED');
  });
});

describe('a refusal', () => {
  const route = [
    step('hw', 'approve', ['hardware']),
    step('sup', 'approve', ['supervisor']),
    step('dgm', 'sign', ['dgm']),
  ];
  const ready = () => {
    const doc = journey();
    doc.submit(route);
    doc.act('hw');
    doc.act('sup');
    return doc;
  };

  it('goes back to the step that it names: what came before stands, the rest is void', () => {
    const doc = ready();
    expect(doc.reject('dgm', 'sup')).toBe('task.rejected route.returned task.opened');
    expect(doc.open()).toEqual(['approve supervisor']);
    expect(doc.state().decisions.map(({ by }) => by)).toEqual(['hw']);
    expect(doc.state().rounds).toEqual({ hw: 1, sup: 2, dgm: 1 });
    doc.act('sup');
    expect(doc.act('dgm')).toBe('task.signed route.completed');
  });

  it('goes back to the requester, who sees it and revises or withdraws it', () => {
    const doc = ready();
    expect(doc.reject('dgm')).toBe('task.rejected route.returned');
    expect(doc.open()).toEqual(['revise sales']);
    expect(doc.act('dgm')).toBe('ROUTE_NOT_OPEN');
    expect(doc.state().returned).toMatchObject({ step: 'dgm', by: 'dgm', reason: 'no' });
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    doc.submit(route, { revision: 1, shown: 'pdf-1' });
    expect(doc.open()).toEqual(['approve hardware']);
  });

  it('needs a reason and a step that came before', () => {
    const doc = ready();
    expect(doc.reject('dgm', undefined, { reason: '  ' })).toBe('REASON_MISSING');
    expect(doc.reject('dgm', undefined, { reason: 'x'.repeat(501) })).toBe('REASON_MISSING');
    expect(doc.reject('dgm', 'dgm')).toBe('STEP_NOT_EARLIER');
    expect(doc.reject('dgm', 'later')).toBe('STEP_NOT_EARLIER');
    expect(doc.reject('pmc', undefined, { task: 'dgm.1.1' })).toBe('NOT_YOURS');
  });

  it('takes the countersignature that was owed with it', () => {
    const doc = journey({ dgm: away });
    doc.submit([step('dgm', 'sign', ['dgm']), step('pmc', 'sign', ['pmc'])]);
    doc.act('gm', { authority: call });
    doc.reject('pmc', 'dgm');
    expect(doc.open()).toEqual(['sign dgm']);
  });
});

describe('R-Q8: a change after a signature (S68)', () => {
  it('voids every signature on the whole document, and the route begins again', () => {
    const doc = journey();
    doc.submit(ORDER.slice(1));
    doc.act('dgm');
    doc.act('pmc');
    expect(signatures(doc.state())).toHaveLength(2);
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    expect(signatures(doc.state())).toEqual([]);
    doc.submit(ORDER.slice(1), { revision: 1, shown: 'pdf-1' });
    expect(signatures(doc.state())).toEqual([]);
    expect(doc.open()).toEqual(['sign dgm']);
  });

  it('a change while it is on its way closes what was open', () => {
    const doc = journey();
    doc.submit(ORDER.slice(1));
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    expect(doc.open()).toEqual([]);
    expect(doc.act('dgm', { task: 'dgm.1.1' })).toBe('ROUTE_NOT_OPEN');
  });

  it('leaves standing what is about other fields', () => {
    const terms = step('terms', 'approve', [], { parties: [{ role: 'counsel', covers: ['terms'] }] });
    const doc = journey();
    const contents = { 'terms/counsel': 't1' };
    doc.submit([terms, step('dgm', 'sign', ['dgm'])], { contents });
    doc.act('law');
    doc.act('dgm');
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    doc.submit([terms, step('dgm', 'sign', ['dgm'])], { contents, revision: 1, shown: 'pdf-1' });
    expect(doc.open()).toEqual(['sign dgm']);
    doc.apply([{ type: 'document.revised', data: revisedTo(2) }]);
    doc.submit([terms], { contents: { 'terms/counsel': 't2' }, revision: 2, shown: 'pdf-2' });
    expect(doc.open()).toEqual(['approve counsel']);
  });
});

describe('a fill along the route', () => {
  const route = [step('dgm', 'approve', ['dgm']), ...ORDER.slice(0, 1), step('pmc', 'sign', ['pmc'])];

  it('makes the revision in the same append, which voids what was about the whole, and stands itself', () => {
    const doc = journey();
    doc.submit(route, { contents: { 'bom/hardware': 'blank' } });
    doc.act('dgm');
    expect(doc.act('hw', { filled: { content: 'bom-1', revised: revisedTo(1) } })).toBe(
      'task.filled document.revised',
    );
    const more = { revision: 1, shown: 'pdf-1', contents: { 'bom/hardware': 'bom-1' } };
    doc.submit(route, more);
    expect(doc.open()).toEqual(['approve dgm']);
    expect(doc.act('dgm')).toBe('task.approved task.opened');
    expect(doc.open()).toEqual(['sign pmc']);
  });

  it('by two roles side by side: each is asked once', () => {
    const both = [
      step('fields', 'fill', [], {
        parties: [
          { role: 'hardware', fields: ['bom'] },
          { role: 'pmc', fields: ['factory'] },
        ],
      }),
    ];
    const doc = journey();
    const contents = { 'fields/hardware': 'b0', 'fields/pmc': 'f0' };
    doc.submit(both, { contents });
    doc.act('pmc', { filled: { content: 'f1', revised: revisedTo(1) } });
    doc.submit(both, { revision: 1, shown: 'pdf-1', contents: { ...contents, 'fields/pmc': 'f1' } });
    expect(doc.open()).toEqual(['fill hardware']);
    doc.act('hw', { filled: { content: 'b1', revised: revisedTo(2) } });
    const last = { revision: 2, shown: 'pdf-2', contents: { 'fields/hardware': 'b1', 'fields/pmc': 'f1' } };
    expect(doc.submit(both, last)).toBe('route.submitted route.completed');
  });

  it('that a later step sends back is to be done again', () => {
    const doc = journey();
    doc.submit(ORDER);
    doc.act('hw', { filled });
    doc.reject('dgm', 'bom');
    expect(doc.open()).toEqual(['fill hardware']);
  });
});

describe('withdraw and reassign', () => {
  it('the requester or the coordinator withdraws, nobody else, and it is final', () => {
    const doc = journey();
    doc.submit(ORDER);
    const withdraw = (by: string, reason = 'lost') => doc.does({ type: 'withdraw', by, reason });
    expect(withdraw('hw')).toBe('MAY_NOT');
    expect(withdraw('sales', '')).toBe('REASON_MISSING');
    expect(withdraw('sales')).toBe('route.withdrawn');
    expect(withdraw('sup')).toBe('');
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    expect(doc.state().status).toBe('withdrawn');
    expect(doc.open()).toEqual([]);
  });

  it('what is complete is not withdrawn', () => {
    const doc = journey();
    doc.submit([]);
    expect(doc.does({ type: 'withdraw', by: 'sales', reason: 'x' })).toBe('ROUTE_NOT_OPEN');
  });

  it('a task goes to another holder of its role, who alone may do it then', () => {
    const doc = journey();
    doc.submit(ORDER);
    const give = (by: string, to: string, reason = 'ill') =>
      doc.does({ type: 'reassign', task: 'bom.1.1', by, to, reason });
    expect(give('pmc', 'hw2')).toBe('MAY_NOT');
    expect(give('hw', 'pmc')).toBe('NOT_A_HOLDER');
    expect(give('hw', 'hw2', '')).toBe('REASON_MISSING');
    expect(give('hw', 'hw2')).toBe('task.reassigned');
    expect(give('sup', 'hw2')).toBe('');
    expect(doc.act('hw', { task: 'bom.1.1', filled })).toBe('NOT_YOURS');
    expect(doc.act('hw2', { task: 'bom.1.1', filled })).toBe('task.filled task.opened');
  });

  it('no member of a panel gets a second vote', () => {
    const doc = journey();
    doc.submit([step('panel', 'approve', [], { parties: [{ role: 'panel', each: true }] })]);
    expect(doc.does({ type: 'reassign', task: 'panel.1.1', by: 'dgm', to: 'cfo', reason: 'x' })).toBe(
      'ALREADY_DECIDED',
    );
  });
});

describe('the working day', () => {
  const late = step('dgm', 'sign', ['dgm'], { deadline: { days: 2, escalateTo: 'gm', expireAfter: 4 } });

  it('reminds once a working day, tells a higher place once, and ends what has run out', () => {
    const doc = journey();
    doc.submit([late]);
    expect(doc.tick(TODAY)).toBe('');
    expect(doc.tick('2026-11-24')).toBe('task.reminded');
    expect(doc.tick('2026-11-24')).toBe('');
    expect(doc.tick('2026-11-25')).toBe('task.reminded');
    expect(doc.tick('2026-11-26')).toBe('task.escalated task.reminded');
    expect(doc.tick('2026-11-27')).toBe('task.reminded');
    expect(doc.tick('2026-11-28')).toBe('');
    expect(doc.tick('2026-11-30')).toBe('route.expired');
    expect(doc.tick('2026-12-01')).toBe('');
    expect(doc.act('dgm', { task: 'dgm.1.1' })).toBe('ROUTE_NOT_OPEN');
  });

  it('counts by the calendar: seven days of National Day are none', () => {
    const doc = journey();
    doc.context.today = '2026-09-30';
    doc.submit([late]);
    expect(doc.tick('2026-10-07')).toBe('');
    expect(doc.tick('2026-10-08')).toBe('task.reminded');
    expect(doc.tick('2026-10-09')).toBe('task.reminded');
    expect(doc.tick('2026-10-10')).toBe('task.escalated task.reminded');
  });

  it('ends what no longer holds', () => {
    const doc = journey();
    doc.submit([late], { expiresOn: '2026-11-24' });
    expect(doc.tick('2026-11-24')).toBe('task.reminded');
    expect(doc.tick('2026-11-25')).toBe('route.expired');
    doc.apply([{ type: 'document.revised', data: revisedTo(1) }]);
    expect(doc.submit([late], { revision: 1, shown: 'pdf-1' })).toBe('route.submitted task.opened');
  });

  it('never touches what is complete', () => {
    const doc = journey();
    doc.submit([], { expiresOn: '2026-11-24' });
    expect(doc.tick('2026-12-24')).toBe('');
    expect(doc.state().status).toBe('completed');
  });

  it('does not guess the days of a year that nobody has announced', () => {
    const doc = journey();
    doc.submit([late]);
    expect(() => doc.tick('2027-01-04')).toThrow('CALENDAR_NOT_COVERED');
  });
});

describe('nothing leaves the house before everybody inside has decided', () => {
  const customer = step('customer', 'sign', [], { parties: [CUSTOMER] });

  it('a route that would let it is a mistake of its kind', () => {
    expect(
      routeMistakes(routeOf([step('a', 'approve', ['dgm']), customer, step('s', 'seal', ['keeper'])])),
    ).toEqual([]);
    expect(routeMistakes(routeOf([customer, step('a', 'approve', ['dgm'])]))).toEqual([
      'a: decides after the document left the house',
    ]);
    expect(
      routeMistakes(routeOf([step('a', 'sign', [], { parties: [CUSTOMER, { role: 'dgm' }] })])),
    ).toHaveLength(1);
  });

  it.each([
    [step('A', 'sign', ['x']), 'A: not an id'],
    [step('a', 'sign', []), 'a: has no party'],
    [step('a', 'sign', ['x', 'x']), 'a: a party twice'],
    [step('a', 'sign', ['x'], { quorum: 0 }), 'a: quorum 0'],
    [step('a', 'fill', ['x']), 'a/x: fills no field'],
    [step('a', 'sign', [], { parties: [{ role: 'x', fields: ['f'] }] }), 'a/x: only a fill step has fields'],
    [
      step('a', 'sign', [], { parties: [{ role: 'x', covers: ['f'] }] }),
      'a/x: a signature covers the whole document',
    ],
    [step('a', 'fill', [], { parties: [CUSTOMER] }), 'a/external:buyer: nobody outside the company fills'],
  ])('knows a mistake of a step: %#', (one, mistake) => {
    expect(routeMistakes({ steps: [one] })).toContain(mistake);
  });
  it('knows a step that is there twice', () => {
    const one = step('a', 'sign', ['x']);
    expect(routeMistakes({ steps: [one, one] })).toEqual(['a: a step twice']);
  });

  it('the customer signs when his turn comes, and only he', () => {
    const doc = journey();
    doc.submit([step('dgm', 'approve', ['dgm']), customer, step('seal', 'seal', ['keeper'])]);
    expect(mayLeave(doc.state())).toBe(false);
    doc.act('dgm');
    expect(mayLeave(doc.state())).toBe(true);
    expect(doc.act('dgm', { task: 'customer.1.1' })).toBe('NOT_YOURS');
    expect(doc.act('external:other', { task: 'customer.1.1' })).toBe('NOT_YOURS');
    expect(doc.act('external:buyer')).toBe('task.signed task.opened');
    expect(doc.act('keeper')).toBe('task.sealed route.completed');
    expect(mayLeave(doc.state())).toBe(true);
  });

  it('the customer may refuse: back to the house', () => {
    const doc = journey();
    doc.submit([step('dgm', 'approve', ['dgm']), customer]);
    doc.act('dgm');
    expect(doc.reject('external:buyer')).toBe('task.rejected route.returned');
    expect(mayLeave(doc.state())).toBe(false);
  });
});

it('a document that was made void asks nobody for anything', () => {
  const doc = journey({ dgm: away });
  doc.submit([step('dgm', 'sign', ['dgm']), step('pmc', 'sign', ['pmc'])]);
  doc.act('gm', { authority: call });
  doc.apply([{ type: 'document.voided', data: { number: 'N', revision: 0, reason: 'x' } }]);
  expect(doc.open()).toEqual([]);
  expect(doc.act('pmc')).toBe('ROUTE_NOT_OPEN');
});

it('is told again by its stream', () => {
  const doc = journey();
  const answer = doc.run({ type: 'submit', route: routeOf(ORDER) });
  if (!answer.ok) throw new Error('refused');
  const events = seal('s', undefined, answer.value, { key: 'k', actor: 'a', at: AT });
  expect(replayRoute(events)).toEqual(doc.state());
});
