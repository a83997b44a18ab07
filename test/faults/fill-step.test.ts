/** A fill along the route: what a person supplies becomes the next revision together with the decision, once. */
import { expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { act } from '../../functions/core/document/act.ts';
import { fillStep } from '../../functions/core/document/fill-step.ts';
import { rowOf } from '../../functions/core/document/projection.ts';
import { replayRoute } from '../../functions/core/routing/state.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { step } from '../support/routing.ts';

const folder = temporaryFolder();
const BY = 'gu-chengan';
const route = {
  requester: 'wen-jingxing',
  steps: [
    step('before', 'approve', ['sales_director']),
    step('price', 'fill', [], { parties: [{ role: 'hardware_engineer', fields: ['amount'] }] }),
    step('after', 'sign', ['deputy_gm_marketing']),
  ],
};

const streamOf = async ({ views }: EmbeddedPorts): Promise<string> =>
  (await views.list({ kind: 'letter', limit: 1, offset: 0 })).rows[0]?.stream ?? '';
const stateOf = async ({ ledger }: EmbeddedPorts, stream: string) => replayRoute(await ledger.read(stream));
const open = async (ports: EmbeddedPorts) => {
  const stream = await streamOf(ports);
  const { tasks, shown } = await stateOf(ports, stream);
  return { stream, task: tasks[0]?.task ?? '', shown };
};
const consent = async (ports: EmbeddedPorts, by: string) => {
  const { stream, ...wish } = await open(ports);
  return act(ports, stream, { type: 'act', by, ...wish });
};
const fill = async (ports: EmbeddedPorts, values: object) => {
  const { stream, ...wish } = await open(ports);
  return fillStep(ports, stream, { ...wish, by: BY, values: { ...values } });
};
const codes = (answer: Awaited<ReturnType<typeof fill>>): string =>
  answer.ok ? answer.value.events.join(' ') : answer.error.map(({ code }) => code).join(' ');

const ready = async (name: string) => {
  const home = await letterHome(folder, name, route);
  home.drop('letter', 'a.json', JSON.stringify(letterRequest('L-1')));
  await home.run();
  await home.use((ports) => consent(ports, 'jiang-haoran'));
  return home;
};

it('dies at each write and is one revision, which voids the consent that came before and stands itself', async () => {
  const home = await ready('whole');
  await home.use(async (ports) => {
    const { stream, ...wish } = await open(ports);
    const values = { amount: '99.50' };
    const die = async (): Promise<never> => {
      throw new Error('died');
    };
    const supply = (p: EmbeddedPorts) => fillStep(p, stream, { ...wish, by: BY, values });
    await expect(supply({ ...ports, files: { ...ports.files, put: die } })).rejects.toThrow('died');
    const after: EmbeddedPorts = {
      ...ports,
      ledger: { ...ports.ledger, append: (events) => ports.ledger.append(events).then(die) },
    };
    await expect(supply(after)).rejects.toThrow('died');
    expect(codes(await supply(ports))).toBe('');
    const types = (await ports.ledger.read(stream)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['task.filled', 'document.revised']);
  });
  await home.run();
  await home.use(async (ports) => {
    const row = rowOf(await ports.ledger.read(await streamOf(ports)));
    expect(row).toMatchObject({
      state: 'submitted',
      revision: 1,
      needs: ['approve:sales_director', 'sign:deputy_gm_marketing'],
    });
    expect(Object.keys(row!.files)).toContain(`${row!.number}-R1.docx`);
    await consent(ports, 'jiang-haoran');
    expect(await consent(ports, 'lu-mingqian')).toMatchObject({ value: { state: { status: 'completed' } } });
    expect((await verifyHome(ports)).findings).toEqual([]);
  });
});

it('checks what it is given like a request, and takes only what was asked for', async () => {
  const home = await ready('checked');
  await home.use(async (ports) => {
    expect(codes(await fill(ports, { customer: '乙公司' }))).toBe('FIELD_NOT_ASKED');
    expect(codes(await fill(ports, { amount: 'much' }))).not.toContain('task.filled');
    expect(codes(await fill(ports, { amount: '1234.50' }))).toBe('task.filled task.opened');
    expect(codes(await fill(ports, { amount: '1' }))).toBe('TASK_CLOSED');
  });
});
