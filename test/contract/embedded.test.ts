import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../functions/adapters/embedded/database.ts';
import { createFiles } from '../../functions/adapters/embedded/files.ts';
import { createKeyValue } from '../../functions/adapters/embedded/key-value.ts';
import { createLedger } from '../../functions/adapters/embedded/ledger.ts';
import { createLogStore } from '../../functions/adapters/embedded/log-store.ts';
import { createQueue } from '../../functions/adapters/embedded/queue.ts';
import { createSalts } from '../../functions/adapters/embedded/salts.ts';
import { createSecrets } from '../../functions/adapters/embedded/secrets.ts';
import { createSigner } from '../../functions/adapters/embedded/signer.ts';
import { createViews } from '../../functions/adapters/embedded/views.ts';
import { documentSigner } from '../support/document-signer.ts';
import { temporaryFolder } from '../support/folder.ts';
import { documentSignerContract } from './document-signer.contract.ts';
import { filesContract } from './files.contract.ts';
import { keyValueContract } from './key-value.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { logStoreContract } from './log-store.contract.ts';
import { saltsContract } from './salts.contract.ts';
import { secretsContract } from './secrets.contract.ts';
import { signerContract } from './signer.contract.ts';
import { viewsContract } from './views.contract.ts';

const folder = temporaryFolder();
let count = 0;
const fresh = (): string => join(folder, String(count++));
const database = () => openDatabase(join(fresh(), 'docket.sqlite'));

ledgerContract('SQLite', async () => ({ ledger: createLedger(database()), settle: () => undefined }));
logStoreContract('SQLite', async () => createLogStore(database()));
filesContract('folder', async () => createFiles(fresh()));
keyValueContract('SQLite', async () => {
  let now = 1_800_000_000_000;
  const keyValue = createKeyValue(database(), { now: () => now });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { keyValue, now: () => now, pass };
});
secretsContract('file', async () => {
  const path = join(fresh(), 'pepper.key');
  return () => createSecrets(path);
});
signerContract('file', async () => {
  const path = join(fresh(), 'ledger.key');
  return () => createSigner(path);
});
documentSignerContract('file', async () => {
  const place = fresh();
  return () => documentSigner(place);
});
saltsContract('SQLite', async () => createSalts(database()));
viewsContract('SQLite', async () => createViews(database()));

describe('SQLite: events stand', () => {
  it.each([
    'UPDATE events SET type = 1',
    'DELETE FROM events',
    'DELETE FROM claims',
    'UPDATE claims SET n = 7',
  ])('the file itself refuses %s', async (sql) => {
    const db = database();
    const ledger = createLedger(db);
    const event = { stream: 's', ver: 1, type: 't', key: 'k', hash: 'h', canonical: '{}' };
    await ledger.appendNumbered({ series: 'S', first: 1, events: [event] });
    expect(() => db.exec(sql)).toThrow('append-only');
  });
});

describe('SQLite: appends at once', () => {
  const event = (stream: string, ver = 1) => ({
    stream,
    ver,
    type: 't',
    key: 'k',
    hash: 'h',
    canonical: `{"${stream}":${ver}}`,
  });

  it('share one commit, and each gets its own answer', async () => {
    const ledger = createLedger(database());
    await ledger.append([event('b')]);
    const other = { ...event('b'), canonical: '{}' };
    const answers = await Promise.all(
      [[event('a')], [other], [event('c'), event('d')], [event('a')]].map(ledger.append),
    );
    expect(answers).toEqual([['appended'], ['conflict'], ['appended', 'appended'], ['appended']]);
  });

  it('one that fails does not sink those that it shared a commit with', async () => {
    const db = database();
    const ledger = createLedger(db);
    const broken = ledger.append([event('broken')]);
    const good = ledger.append([event('good')]);
    db.exec(
      "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.stream = 'broken' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    );
    await expect(broken).rejects.toThrow('disk full');
    expect(await good).toEqual(['appended']);
    expect(await ledger.read('broken')).toEqual([]);
  });
});

describe('SQLite: the queue', () => {
  const make = () => {
    let now = 1_000_000;
    const queue = createQueue(database(), { now: () => now });
    return { queue, pass: (seconds: number) => (now += 1000 * seconds) };
  };

  it('hands a message to one receiver until its visibility ends', async () => {
    const { queue, pass } = make();
    await queue.send('q', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    await queue.send('other', [{ n: 9 }]);
    const got = queue.receive('q', 2, 30);
    expect(got.map(({ body }) => JSON.parse(body).n)).toEqual([1, 2]);
    expect(queue.receive('q', 9, 30).map(({ body }) => JSON.parse(body).n)).toEqual([3]);
    queue.remove([got[0]!.id]);
    pass(31);
    expect(queue.receive('q', 9, 30).map(({ body, receives }) => [JSON.parse(body).n, receives])).toEqual([
      [2, 2],
      [3, 2],
    ]);
  });

  it('waits before a message is shown when it is sent with a delay', async () => {
    const { queue, pass } = make();
    await queue.send('q', ['later'], { delaySeconds: 10 });
    expect(queue.receive('q', 1, 1)).toEqual([]);
    pass(10);
    expect(queue.receive('q', 1, 1)).toHaveLength(1);
  });

  it('backs off twice as long each time, then buries; redrive brings it back', async () => {
    const { queue, pass } = make();
    await queue.send('q', ['bad']);
    for (const pause of [1, 2]) {
      const [message] = queue.receive('q', 1, 60);
      queue.retry(message!, 3, 'broken');
      pass(pause - 0.1);
      expect(queue.receive('q', 1, 60)).toEqual([]);
      pass(0.1);
    }
    const [last] = queue.receive('q', 1, 60);
    queue.retry(last!, 3, 'broken');
    expect(queue.waiting('q')).toBe(0);
    expect(queue.dead()).toMatchObject([{ queue: 'q', body: '"bad"', reason: 'broken' }]);
    expect(queue.redrive()).toBe(1);
    expect(queue.dead()).toEqual([]);
    expect(queue.receive('q', 1, 60)).toMatchObject([{ body: '"bad"', receives: 1 }]);
  });

  it('shows what a dead process had taken, without holding its death against the message', async () => {
    const { queue } = make();
    await queue.send('q', ['taken', 'waiting']);
    queue.receive('q', 1, 600);
    queue.release();
    expect(queue.receive('q', 9, 600).map(({ receives }) => receives)).toEqual([1, 1]);
  });

  it('buries a message that was there whenever the process died', async () => {
    const { queue } = make();
    await queue.send('q', ['killer', 'innocent']);
    for (let death = 0; death < 5; death += 1) {
      expect(queue.receive('q', 1, 600).map(({ body }) => body)).toEqual(['"killer"']);
      queue.release();
    }
    expect(queue.dead()).toMatchObject([{ body: '"killer"', reason: 'PROCESS_DIED' }]);
    expect(queue.receive('q', 9, 600).map(({ body }) => body)).toEqual(['"innocent"']);
  });

  it('puts back what could not be worked on, without counting', async () => {
    const { queue } = make();
    await queue.send('q', ['a']);
    queue.putBack(queue.receive('q', 1, 600).map(({ id }) => id));
    expect(queue.receive('q', 1, 600)).toMatchObject([{ receives: 1 }]);
  });
});
