/** Who may not see a document finds nothing of it, whichever way he asks: real SQLite, files, intake and mails. */
import { beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../test/support/browser.ts';
import { temporaryFolder } from '../../test/support/folder.ts';
import { letterHome } from '../../test/support/letter-home.ts';
import { runAll, SITE, visitor } from '../../test/support/pages.ts';
import type { EmbeddedPorts } from '../adapters/embedded/ports.ts';
import { createSession } from '../core/access/sessions.ts';
import { outboxKey, readMail, waitingMails } from '../core/outbox.ts';
import type { DocumentRow } from '../core/ports.ts';
import type { Route } from '../core/routing/route.ts';

const folder = temporaryFolder();
let count = 0;
const ROUTE: Route = {
  requester: 'meng-qiuyan',
  steps: [
    {
      id: 'known',
      act: 'approve',
      title: { zh: '知悉', en: 'Taken note of' },
      parties: [{ role: 'deputy_gm_marketing' }, { role: 'gm' }],
      deadline: { days: 2, escalateTo: 'commercial_supervisor' },
    },
  ],
};

const signedIn = async (ports: EmbeddedPorts, person: string) => {
  const browser = visitor({ ports });
  browser.cookies.set('docket', await createSession(ports, { who: 'person', person }));
  return browser;
};
type Browser = Awaited<ReturnType<typeof signedIn>>;

interface Home {
  readonly ports: EmbeddedPorts;
  readonly row: DocumentRow;
  readonly upload: DocumentRow;
}

/** One letter of 甲公司 that Purchasing has sent from the page. */
const homeWith = async (kind: Parameters<typeof letterHome>[4]): Promise<Home> => {
  const home = await letterHome(folder, `home-${count++}`, ROUTE, { url: SITE }, kind);
  const ports = home.open();
  const body = JSON.stringify({ letterNo: 'L1', customer: '甲公司', amount: '987.65' });
  const sender = await signedIn(ports, 'meng-qiuyan');
  expect((await sender.put('/api/uploads?name=l.json&kind=letter', body)).status).toBe(202);
  await home.run();
  await runAll({ ports });
  const row = (await ports.views.byNumber('LT-2026-000001'))!;
  const [upload] = (await ports.views.list({ kind: 'upload', limit: 1, offset: 0 })).rows;
  return { ports, row, upload: upload! };
};

const fileOf = ({ files, stream }: DocumentRow): string => {
  const key = Object.values(files)[0]!;
  return `/files/${key}?of=${encodeURIComponent(stream)}`;
};

/** What a person sees of it, each way of asking; a page that says nothing of it is `-`. */
const ways = async (browser: Browser, { row, upload }: Home) => {
  const knows = (page: string) => /LT-2026-000001|甲公司|987\.65/.test(page);
  const list = async (address: string) => (knows(textOf(await browser.get(address))) ? 'seen' : '-');
  const status = async (address: string) => (await browser.get(address)).status;
  return {
    list: await list('/'),
    search: await list('/?q=LT-2026'),
    listApi: await list('/api/documents'),
    page: await status('/documents/LT-2026-000001'),
    stream: await status(`/documents/${row.stream}`),
    api: await status('/api/documents/LT-2026-000001'),
    file: await status(fileOf(row)),
    fileByKey: await status(fileOf(row).replace(/\?.*/, '')),
    tasks: await list('/tasks'),
    upload: await status(`/uploads/${upload.stream.replace('upload/', '')}`),
    sent: await status(fileOf(upload)),
  };
};

const NOTHING = {
  list: '-',
  search: '-',
  listApi: '-',
  page: 404,
  stream: 404,
  api: 404,
  file: 404,
  fileByKey: 404,
  tasks: '-',
  upload: 404,
  sent: 404,
};
const ALL = {
  list: 'seen',
  search: 'seen',
  listApi: 'seen',
  page: 200,
  stream: 200,
  api: 200,
  file: 200,
  fileByKey: 200,
};

describe('a document', () => {
  let home: Home;
  beforeAll(async () => {
    home = await homeWith({ distribution: () => ({ roles: ['finance_signer'], people: ['ye-shuning'] }) });
  });

  it.each(['tan-jiahe', 'wen-jingxing', 'xia-mengyao'])('is not there for %s', async (person) => {
    const browser = await signedIn(home.ports, person);
    expect(await ways(browser, home)).toEqual(NOTHING);
    const unknown = textOf(await browser.get('/documents/LT-2026-999999')).replace('999999', '000001');
    expect(textOf(await browser.get('/documents/LT-2026-000001'))).toBe(unknown);
    expect(textOf(await browser.get('/health'))).not.toContain('letter');
    const act = await browser.post('/documents/LT-2026-000001/act', { do: 'approve' });
    expect(act.status).toBe(404);
  });

  it.each(['yu-suwen', 'ye-shuning'])(
    'reaches %s, for whom it is meant, and what was sent does not',
    async (person) => {
      expect(await ways(await signedIn(home.ports, person), home)).toEqual({ ...NOTHING, ...ALL });
    },
  );

  it.each(['qiu-wanqing', 'fang-zhiyu'])('is seen by %s, who sees everything', async (person) => {
    const found = await ways(await signedIn(home.ports, person), home);
    expect(found).toEqual({ ...NOTHING, ...ALL, upload: 200, sent: 200 });
  });

  it('is seen by who sent it, with the file', async () => {
    const found = await ways(await signedIn(home.ports, 'meng-qiuyan'), home);
    expect(found).toEqual({ ...ALL, tasks: 'seen', upload: 200, sent: 200 });
  });

  it('counts for those who see it', async () => {
    const chips = async (person: string) =>
      JSON.parse(textOf(await (await signedIn(home.ports, person)).get('/api/documents'))).counts;
    expect(await chips('tan-jiahe')).not.toHaveProperty('letter:submitted');
    expect(await chips('yu-suwen')).toHaveProperty('letter:submitted', 1);
  });
});

describe('a confidential document', () => {
  let home: Home;
  beforeAll(async () => {
    home = await homeWith({
      confidential: true,
      distribution: () => ({ roles: ['deputy_gm_marketing', 'gm'] }),
    });
  });

  it.each(['shen-yuanzhou', 'lu-mingqian'])('reaches %s', async (person) => {
    const found = await ways(await signedIn(home.ports, person), home);
    expect(found).toEqual({ ...ALL, tasks: 'seen', upload: 404, sent: 404 });
  });

  it('reaches nobody else of the house', async () => {
    const { company } = await home.ports.company.current();
    for (const { id } of company.people) {
      if (['shen-yuanzhou', 'lu-mingqian'].includes(id)) continue;
      const found = await ways(await signedIn(home.ports, id), home);
      const own = id === 'meng-qiuyan' ? { upload: 200, sent: 200 } : {};
      expect([id, found]).toEqual([id, { ...NOTHING, ...own }]);
    }
    const admin = textOf(await (await signedIn(home.ports, 'qiu-wanqing')).get('/admin'));
    expect(admin).not.toContain('LT-2026-000001');
  });

  it('is mailed to its readers alone, and the outbox is nobody’s but the machine’s', async () => {
    const mails = await Promise.all(
      (await waitingMails(home.ports.files)).map(async (id) =>
        readMail(await home.ports.files.get(outboxKey(id))),
      ),
    );
    expect(mails.map(({ to }) => /<(.*)@/.exec(to)?.[1]).sort()).toEqual(['lu.mingqian', 'shen.yuanzhou']);
    const outbox = await (await signedIn(home.ports, 'qiu-wanqing')).get('/outbox');
    expect(outbox.status).toBe(404);
  });
});
