/** From a mail in the folder to its answer: real SQLite, files and mails; not real: LibreOffice. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { outboxKey, readMail, waitingMails } from '../../functions/core/outbox.ts';
import type { Route } from '../../functions/core/routing/route.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { SITE, visitor } from '../support/pages.ts';
import { filePart, type Part, type RawMail, rawMail, textPart } from '../support/raw-mail.ts';
import { step } from '../support/routing.ts';

const folder = temporaryFolder();
let count = 0;
const SALES = 'tong.xinyi@yanhe.example.com';
const HAND = { by: 'hand' } as const;
const PASSED = { by: 'ses', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'PASS', virus: 'PASS' } as const;

const newHome = async (
  route?: Route,
  mail = 'mail: { address: docket@yanhe.example.com, customers: [buyer.example.com], customerKinds: [letter] }',
) => {
  const home = await letterHome(folder, `home-${count++}`, route, { url: SITE, log: () => undefined });
  const profile = join(home.data, 'company', 'company.yaml');
  writeFileSync(
    profile,
    `${readFileSync(profile, 'utf8').replace(/^mail:(\n .*|\n#.*)*\n/m, '')}\n${mail}\n`,
  );
  return home;
};

type Home = Awaited<ReturnType<typeof newHome>>;

/** A mail as SES would bring it. */
const arrive = (home: Home, name: string, bytes: Uint8Array, receipt: object = PASSED): Promise<void> =>
  home.use(async (ports) => {
    const key = `received/mail/${name}/mail.eml`;
    await ports.files.put(key, bytes);
    await ports.queue.send('mail', [{ mail: { key, time: '2026-11-23T02:00:00.000Z', receipt } }]);
  });

const answers = async ({ files }: EmbeddedPorts) =>
  Promise.all((await waitingMails(files)).map(async (id) => readMail(await files.get(outboxKey(id)))));

const stateOf = async (ports: EmbeddedPorts): Promise<readonly string[]> =>
  (await ports.views.list({ kind: 'mail', limit: 50, offset: 0 })).rows.map(({ state }) => state);

const request = (no: string, more: object = {}): Part =>
  filePart(`${no}.json`, JSON.stringify({ ...letterRequest(no), ...more }), 'application/json');

const mail = (more: RawMail = {}): Buffer => rawMail({ parts: [textPart('请出函'), request('L1')], ...more });

const settled = async <T>(home: Home, look: (ports: EmbeddedPorts) => Promise<T>): Promise<T> => {
  await home.run();
  return home.use(async (ports) => {
    const value = await look(ports);
    expect((await verifyHome(ports)).findings).toEqual([]);
    return value;
  });
};

describe('a mail that somebody handed in', () => {
  it('becomes a document, and its sender hears the number', async () => {
    const home = await newHome();
    home.drop('mail', 'a.eml', mail());
    await settled(home, async (ports) => {
      expect(await ports.views.byNumber('LT-2026-000001')).toMatchObject({ kind: 'letter' });
      const [answer, ...others] = await answers(ports);
      expect(others).toEqual([]);
      expect(answer).toMatchObject({
        to: expect.stringContaining(SALES),
        subject: expect.stringContaining('LT-2026-000001'),
      });
      expect(answer?.text).toContain('L1.json');
    });
  });

  it('with mistakes comes back with every one of them and the marked copy', async () => {
    const home = await newHome();
    home.drop(
      'mail',
      'a.eml',
      mail({ parts: [filePart('a.csv', '编号,客户,金额\nL1,甲公司,abc\nL2,,1.00\n', 'text/csv')] }),
    );
    await settled(home, async (ports) => {
      const [answer] = await answers(ports);
      expect(answer?.subject).toContain('有内容需要修改');
      expect(answer?.text).toContain('C2');
      expect(answer?.text).toContain('B3');
      expect(answer?.attachments).toEqual([expect.stringMatching(/\.xlsx$/)]);
    });
  });

  it('twice, to two people and forwarded, makes one document', async () => {
    const home = await newHome();
    await arrive(home, 'a', mail(), HAND);
    await arrive(home, 'b', mail({ heads: ['Delivered-To: po@yanhe.example.com'] }), HAND);
    await arrive(home, 'c', mail({ id: '<forwarded@mail.example.com>', subject: 'Fwd: a request' }), HAND);
    await settled(home, async (ports) => {
      expect((await ports.views.list({ limit: 5, offset: 0 })).total).toBe(1);
      const subjects = (await answers(ports)).map(({ subject }) => subject).sort();
      expect(subjects).toHaveLength(2);
      expect(subjects.join()).toContain('之前已收到：LT-2026-000001');
    });
  });

  it('of which nobody can tell the kind is asked for it, with an address for each', async () => {
    const home = await newHome();
    await arrive(home, 'a', mail({ parts: [filePart('a.csv', '甲,乙\n1,2\n', 'text/csv')] }), HAND);
    await settled(home, async (ports) => {
      const [answer] = await answers(ports);
      expect(answer?.text).toContain('docket+letter@yanhe.example.com');
      expect((await ports.views.list({ limit: 5, offset: 0 })).total).toBe(0);
    });
  });

  it('to the address of a kind is of that kind', async () => {
    const home = await newHome();
    const part = filePart('a.csv', '编号,客户,金额\nL1,甲公司,1.00\n', 'text/csv');
    await arrive(home, 'a', mail({ to: 'Docket <docket+letter@yanhe.example.com>', parts: [part] }), HAND);
    expect(await settled(home, (ports) => ports.views.byNumber('LT-2026-000001'))).toBeDefined();
  });

  it.each([
    [
      'winmail.dat',
      filePart('winmail.dat', Buffer.from('789f3e22', 'hex'), 'application/ms-tnef'),
      'winmail.dat',
    ],
    ['an archive', filePart('a.zip', Buffer.from('PK\x03\x04rest', 'latin1')), '压缩包'],
    ['macros', filePart('a.xlsm', Buffer.from('PK\x03\x04[Content_Types].xml', 'latin1')), '宏'],
    ['a program', filePart('order.exe', 'MZ'), '程序'],
    ['a paper', filePart('order.pdf', '%PDF-1.4', 'application/pdf'), '不是申请表'],
  ])('with %s is answered with what to do', async (_, part, said) => {
    const home = await newHome();
    await arrive(home, 'a', mail({ parts: [part] }), HAND);
    await settled(home, async (ports) => {
      expect((await answers(ports))[0]?.text).toContain(said);
      expect((await ports.views.list({ kind: 'upload', limit: 5, offset: 0 })).total).toBe(0);
    });
  });
});

describe('who may', () => {
  it.each([
    ['SPF and DKIM passed for another domain than the one people see', { dmarc: 'FAIL' }, SALES],
    ['its domain says nothing', { dmarc: 'GRAY' }, SALES],
    ['it is spam', { spam: 'FAIL' }, SALES],
    ['it has a virus', { virus: 'FAIL' }, SALES],
    ['it was not scanned', { virus: 'DISABLED' }, SALES],
    ['nobody knows its sender', {}, 'stranger@example.org'],
    ['only its name is known', {}, '"tong.xinyi@yanhe.example.com" <evil@example.org>'],
    ['it has two senders', {}, `${SALES}, <evil@example.org>`],
  ])('a mail waits for a person, unanswered, when %s', async (_, verdicts, from) => {
    const home = await newHome();
    await arrive(home, 'a', mail({ from }), { ...PASSED, ...verdicts });
    await settled(home, async (ports) => {
      expect(await stateOf(ports)).toEqual(['quarantined']);
      expect(await answers(ports)).toEqual([]);
      expect((await ports.views.list({ kind: 'upload', limit: 5, offset: 0 })).total).toBe(0);
    });
  });

  it('by a server that the profile does not name waits too, by one that it names goes on', async () => {
    const relay = { by: 'relay', address: '127.0.0.1' };
    const home = await newHome();
    await arrive(home, 'a', mail(), relay);
    expect(await settled(home, stateOf)).toEqual(['quarantined']);
    const named = await newHome(undefined, "mail: { relays: ['127.0.0.1'] }");
    await arrive(named, 'a', mail(), relay);
    expect(await settled(named, stateOf)).toEqual(['received']);
  });

  it('a customer may send the kinds that the profile says, and no other', async () => {
    const home = await newHome();
    await arrive(home, 'a', mail({ from: 'lin@buyer.example.com' }));
    await settled(home, async (ports) => {
      expect((await answers(ports)).map(({ to }) => to)).toEqual([
        expect.stringContaining('lin@buyer.example.com'),
      ]);
    });
    const closed = await newHome(undefined, 'mail: { customers: [buyer.example.com], customerKinds: [] }');
    await arrive(closed, 'a', mail({ from: 'lin@buyer.example.com' }));
    expect(await settled(closed, stateOf)).toEqual(['quarantined']);
  });

  it('a mail that came first by a way nobody trusts goes on when it comes by one that is trusted', async () => {
    const home = await newHome();
    await arrive(home, 'a', mail(), { ...PASSED, dmarc: 'FAIL' });
    await home.run();
    await arrive(home, 'b', mail());
    expect(await settled(home, stateOf)).toEqual(['received']);
  });

  it.each([
    ['Auto-Submitted: auto-replied'],
    ['Precedence: bulk'],
    ['List-Id: <sales.example.com>'],
    ['Return-Path: <>'],
  ])('nobody answers a mail with %s', async (head) => {
    const home = await newHome();
    await arrive(home, 'a', mail({ heads: [head] }));
    await settled(home, async (ports) => {
      expect(await ports.views.byNumber('LT-2026-000001')).toBeDefined();
      expect(await answers(ports)).toEqual([]);
    });
  });

  it('nobody reads a mail of our own that comes back', async () => {
    const home = await newHome();
    await arrive(home, 'a', mail({ id: '<20261123020000000-0123456789abcdef0123@yanhe.example.com>' }));
    await settled(home, async (ports) => {
      expect((await ports.views.list({ kind: 'upload', limit: 5, offset: 0 })).total).toBe(0);
      expect(await answers(ports)).toEqual([]);
    });
  });

  it('two programs do not talk for ever', async () => {
    const home = await newHome(undefined, 'mail: { answersPerThread: 3 }');
    for (let n = 0; n < 5; n += 1)
      await arrive(
        home,
        `m${n}`,
        rawMail({
          id: `<loop${n}@example.com>`,
          subject: `${'Re: '.repeat(n)}hello`,
          parts: [textPart(`no ${n}`)],
        }),
      );
    expect(await settled(home, async (ports) => (await answers(ports)).length)).toBe(3);
  });
});

describe('a reply that agrees', () => {
  const route: Route = {
    requester: 'tong-xinyi',
    steps: [step('review', 'approve', ['deputy_gm_marketing'])],
  };
  const from = 'lu.mingqian@yanhe.example.com';

  const open = async () => {
    const home = await newHome(route);
    home.drop('letter', 'a.json', JSON.stringify(letterRequest('L1')));
    await home.run();
    return home;
  };

  it('gets the page on which one confirms, and signs nothing by itself', async () => {
    const home = await open();
    await arrive(
      home,
      'a',
      rawMail({
        from,
        subject: '回复：请审批 LT-2026-000001',
        parts: [textPart('同意，请尽快。\r\n> 原文')],
      }),
    );
    await settled(home, async (ports) => {
      const answer = (await answers(ports)).find(({ subject }) => subject.includes('确认'));
      const [link = ''] = /https:\S+\/t\/\S+/.exec(answer?.text ?? '') ?? [];
      expect((await visitor({ ports }).get(link)).status).toBe(200);
      const { stream } = (await ports.views.byNumber('LT-2026-000001'))!;
      expect((await ports.ledger.read(stream)).map(({ type }) => type)).not.toContain('task.approved');
    });
  });

  it('is told by the address that the mail about the task gave, whatever its subject says', async () => {
    const home = await open();
    const to = await home.use(async ({ files }) => {
      const raw = Buffer.from(await files.get(outboxKey((await waitingMails(files))[0]!))).toString();
      return /^Reply-To:[^<]*<(docket\+lt-2026-000001\.[0-9a-f]{16}@yanhe\.example\.com)>/m.exec(raw)![1]!;
    });
    await arrive(home, 'a', rawMail({ from, to, subject: '好', parts: [textPart('同意')] }));
    const forged = to.replace(/\.[0-9a-f]{4}/, '.0000');
    await arrive(
      home,
      'b',
      rawMail({ from, to: forged, subject: '好的', id: '<b@b>', parts: [textPart('同意')] }),
    );
    await settled(home, async (ports) => {
      const said = (await answers(ports)).map(({ subject }) => subject);
      expect(said.filter((subject) => subject.includes('请在网页上确认'))).toHaveLength(1);
      expect(said.filter((subject) => subject.includes('邮件里没有申请'))).toHaveLength(1);
    });
  });

  it('by somebody whose task it is not gets none', async () => {
    const home = await open();
    await arrive(home, 'a', rawMail({ subject: 'LT-2026-000001', parts: [textPart('approve')] }));
    await settled(home, async (ports) => {
      const answer = (await answers(ports)).find(({ to }) => to.includes(SALES));
      expect(answer?.subject).toContain('没有待您办理的事项');
      expect(answer?.text).not.toContain('/t/');
    });
  });
});
