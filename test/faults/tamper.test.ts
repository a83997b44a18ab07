/**
 * Everything that somebody with the whole data folder in hand can do to it is found, and the finding says where.
 * Real: SQLite, files, signatures, the verification. Not real: LibreOffice (its place is taken by a converter that
 * answers at once).
 */
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../functions/adapters/embedded/database.ts';
import { createFiles } from '../../functions/adapters/embedded/files.ts';
import { createSalts } from '../../functions/adapters/embedded/salts.ts';
import { embeddedEvidence, verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { verifyExport } from '../../functions/adapters/export/read.ts';
import { writeExport } from '../../functions/adapters/export/write.ts';
import { erase } from '../../functions/core/document/erase.ts';
import { voidDocument } from '../../functions/core/document/void.ts';
import type { Envelope } from '../../functions/core/ledger/envelope.ts';
import type { Question, Verification } from '../../functions/core/ledger/evidence.ts';
import { entryOf } from '../../functions/core/ledger/log.ts';
import { leafHash } from '../../functions/core/ledger/merkle.ts';
import { formatVkey } from '../../functions/core/ledger/note.ts';
import { chance } from '../support/chance.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Forger, forger } from '../support/forger.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';

const folder = temporaryFolder();

/** Verified an hour later: nothing is too young to be in the log. */
const LATER = 3_600_000;

const verify = async (name: string, question: Partial<Question> = {}): Promise<Verification> => {
  const data = join(folder, name);
  const database = openDatabase(join(data, 'docket.sqlite'));
  const clock = { now: () => Date.now() + LATER };
  try {
    const stores = { database, files: createFiles(data), salts: createSalts(database), clock };
    return await verifyHome(stores, question);
  } finally {
    database.close();
  }
};

/** No two documents are alike. */
const requests = (...numbers: readonly number[]): string =>
  JSON.stringify(numbers.map((n) => ({ ...letterRequest(`L-${n}`), amount: `${n}000.00` })));

/** What the auditor keeps at home: the key and the first checkpoint. */
let vkey = '';
let since: Uint8Array;
/** Streams of the documents by their number, from 1. */
const stream: string[] = [''];

beforeAll(async () => {
  const home = await letterHome(folder, 'base');
  const { data } = home;
  home.drop('letter', 'a.json', requests(1, 2, 3));
  await home.run();
  since = readFileSync(join(data, 'log', 'checkpoint'));
  vkey = readFileSync(join(data, 'log', 'vkey'), 'utf8');
  cpSync(data, join(folder, 'early'), { recursive: true });
  home.drop('letter', 'b.json', requests(4, 5, 6));
  home.drop('letter', 'bad.json', '{');
  await home.run();
  await home.use(async (ports) => {
    for (const { stream: one } of ports.database.prepare('SELECT stream FROM claims ORDER BY n').all())
      stream.push(String(one));
    await voidDocument(ports, stream[4]!, 'withdrawn');
    await erase(ports, stream[5]!);
  });
  await home.run();
  const found = await verify('base', { vkey, since });
  expect(found).toMatchObject({ findings: [], numbers: 6, pending: 0, checkpoints: 3 });
  expect(found.erased).toBeGreaterThan(0);
});

const text = (value: unknown): string => String(value);

const one = (f: Forger, sql: string, ...values: (string | number)[]) =>
  f.db.prepare(sql).get(...values) as Record<string, string | number>;

const seqOf = (f: Forger, of: string, ver: number): number =>
  Number(one(f, 'SELECT seq FROM events WHERE stream = ? AND ver = ?', of, ver).seq);

const eventOf = (f: Forger, of: string, ver: number): Envelope =>
  JSON.parse(text(one(f, 'SELECT canonical FROM events WHERE stream = ? AND ver = ?', of, ver).canonical));

const otherParty = (event: Envelope): Envelope =>
  event.type === 'document.received'
    ? { ...event, data: { ...(event.data as object), party: '乙公司' } as never }
    : event;

/** One document, forged from its first event on, with its chain made anew. */
const forgeDocument = (f: Forger): void => f.relink(stream[2]!, otherParty);

const forgeNumber = (event: Envelope, number: string, n: number): Envelope => ({
  ...event,
  data: { ...(event.data as object), number, n } as never,
});

const documentOf = (f: Forger, n: number): string =>
  `documents/${text((eventOf(f, stream[n]!, 2).data as { number: string }).number)}`;

const fileOf = (f: Forger, n: number, ending: string): string => {
  const key = documentOf(f, n);
  const name = readdirSync(f.path(key)).find((found) => found.endsWith(ending)) ?? '';
  return `${key}/${name}`;
};

const flip = (f: Forger, key: string, at = 40): void => {
  const bytes = readFileSync(f.path(key));
  f.write(key, bytes.with(at % bytes.length, bytes[at % bytes.length]! ^ 1));
};

const attacker = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return {
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    vkeyAs: (name: string) => formatVkey(name, 'ed25519', der.subarray(-32)),
  };
};

const rollBack = (f: Forger): void => {
  f.db.close();
  for (const name of ['docket.sqlite', 'docket.sqlite-wal', 'docket.sqlite-shm'])
    rmSync(f.path(name), { force: true });
  copyFileSync(join(folder, 'early', 'docket.sqlite'), f.path('docket.sqlite'));
};

type Where = () => string | RegExp;
type Case = readonly [what: string, tamper: (f: Forger) => void, where: Where, said: RegExp];

const at = (n: number, ver: number) => () => `${stream[n]}@${ver}`;
const lastSize = (f: Forger): number => f.sizes().at(-1)!;
const here =
  (where: string | RegExp): Where =>
  () =>
    where;

const events: readonly Case[] = [
  [
    'an event is edited',
    (f) =>
      f.db.exec(
        `UPDATE events SET canonical = replace(canonical, '甲公司', '乙公司') WHERE stream = '${stream[2]}' AND ver = 1`,
      ),
    at(2, 1),
    /does not have its hash/,
  ],
  [
    'an event is edited and its hash made anew',
    (f) => void f.rewrite(seqOf(f, stream[2]!, 1), otherParty(eventOf(f, stream[2]!, 1))),
    at(2, 2),
    /link to the event before/,
  ],
  [
    'an event is edited and the whole chain of its document made anew',
    forgeDocument,
    at(2, 1),
    /not in the log/,
  ],
  ['the same is said by the log of what it had', forgeDocument, at(2, 1), /gone or was changed/],
  [
    'its hash alone is edited',
    (f) =>
      f.db.exec(`UPDATE events SET hash = '${'0'.repeat(64)}' WHERE stream = '${stream[2]}' AND ver = 2`),
    at(2, 2),
    /does not have its hash/,
  ],
  [
    'its time is set back',
    (f) => f.relink(stream[3]!, (event) => ({ ...event, ts: event.ts.replace(/^\d+/, '2020') })),
    at(3, 1),
    /not in the log/,
  ],
  [
    'its actor is another',
    (f) => void f.rewrite(seqOf(f, stream[1]!, 4), { ...eventOf(f, stream[1]!, 4), actor: 'somebody' }),
    at(1, 4),
    /not in the log/,
  ],
  [
    'its time is no time',
    (f) => void f.rewrite(seqOf(f, stream[1]!, 4), { ...eventOf(f, stream[1]!, 4), ts: 'yesterday' }),
    at(1, 4),
    /malformed/,
  ],
  [
    'its link is another',
    (f) => void f.rewrite(seqOf(f, stream[1]!, 3), { ...eventOf(f, stream[1]!, 3), prev: 'f'.repeat(64) }),
    at(1, 3),
    /link to the event before/,
  ],
  [
    'it is of another version of the format',
    (f) => void f.rewrite(seqOf(f, stream[1]!, 4), { ...eventOf(f, stream[1]!, 4), v: 2 }),
    at(1, 4),
    /not canonical/,
  ],
  [
    'it is written with a blank',
    (f) =>
      void f.rewrite(seqOf(f, stream[1]!, 4), JSON.stringify(eventOf(f, stream[1]!, 4)).replace(',', ', ')),
    at(1, 4),
    /not canonical/,
  ],
  [
    'its type column is edited',
    (f) => f.db.exec(`UPDATE events SET type = 'document.voided' WHERE stream = '${stream[1]}' AND ver = 4`),
    at(1, 4),
    /type column/,
  ],
  [
    'its key column is edited',
    (f) => f.db.exec(`UPDATE events SET key = 'x' WHERE stream = '${stream[1]}' AND ver = 1`),
    at(1, 1),
    /key column/,
  ],
  [
    'its version column is edited',
    (f) => f.db.exec(`UPDATE events SET ver = 9 WHERE stream = '${stream[1]}' AND ver = 4`),
    at(1, 9),
    /version/,
  ],
  [
    'an event in the middle is deleted',
    (f) => f.db.exec(`DELETE FROM events WHERE stream = '${stream[2]}' AND ver = 3`),
    at(2, 4),
    /version 3 is missing/,
  ],
  [
    'the end of a document is cut off',
    (f) => f.db.exec(`DELETE FROM events WHERE stream = '${stream[2]}' AND ver > 2`),
    at(2, 3),
    /gone or was changed/,
  ],
  [
    'the voiding of a document is taken back',
    (f) => f.db.exec("DELETE FROM events WHERE type = 'document.voided'"),
    at(4, 5),
    /gone or was changed/,
  ],
  [
    'a document is deleted',
    (f) => f.db.exec(`DELETE FROM events WHERE stream = '${stream[2]}'`),
    here(/ #2$/),
    /no such event/,
  ],
  [
    'the last document is deleted with its number',
    (f) => {
      f.db.exec(
        `DELETE FROM events WHERE stream = '${stream[6]}'; DELETE FROM claims WHERE n = 6; UPDATE counters SET next = 6`,
      );
    },
    at(6, 1),
    /gone or was changed/,
  ],
  [
    'two events change places',
    (f) =>
      f.db.exec(
        `UPDATE events SET ver = 5 - ver + 100 WHERE stream = '${stream[2]}' AND ver IN (2, 3); UPDATE events SET ver = ver - 100 WHERE ver > 100`,
      ),
    at(2, 2),
    /version/,
  ],
  [
    'two documents change places',
    (f) =>
      f.db.exec(
        `UPDATE events SET stream = 'x' WHERE stream = '${stream[1]}'; UPDATE events SET stream = '${stream[1]}' WHERE stream = '${stream[2]}'; UPDATE events SET stream = '${stream[2]}' WHERE stream = 'x'`,
      ),
    at(1, 1),
    /another stream/,
  ],
  [
    'an event is copied into another document',
    (f) =>
      f.db.exec(
        `INSERT INTO events (stream, ver, type, key, hash, canonical) SELECT '${stream[1]}', 5, type, key, hash, canonical FROM events WHERE type = 'document.voided'`,
      ),
    at(1, 5),
    /another stream/,
  ],
  [
    'an event is added with all that belongs to it',
    (f) => {
      const last = eventOf(f, stream[1]!, 4);
      const prev = text(one(f, 'SELECT hash FROM events WHERE stream = ? AND ver = 4', stream[1]!).hash);
      f.db.exec(
        `INSERT INTO events (seq, stream, ver, type, key, hash, canonical) VALUES (9999, '${stream[1]}', 5, '', '', '', '{}')`,
      );
      const data = { number: 'x', revision: 0, reason: 'x' };
      f.rewrite(9999, { ...last, ver: 5, prev, type: 'document.voided', data });
    },
    at(1, 5),
    /not in the log/,
  ],
  [
    'an event is added twice',
    (f) => {
      const last = eventOf(f, stream[1]!, 4);
      f.db.exec(
        `INSERT INTO events (seq, stream, ver, type, key, hash, canonical) VALUES (9999, '${stream[1]}', 5, '', '', '', '{}')`,
      );
      f.rewrite(9999, { ...last, ver: 5 });
    },
    at(1, 5),
    /link to the event before/,
  ],
];

const numbers: readonly Case[] = [
  [
    'a number claim is edited',
    (f) => f.db.exec('UPDATE claims SET n = 7 WHERE n = 6'),
    here(/ #7$/),
    /number 6 is missing/,
  ],
  [
    'a number is given to another document',
    (f) => f.db.exec(`UPDATE claims SET stream = '${stream[1]}' WHERE n = 2`),
    at(2, 2),
    /was not claimed for it/,
  ],
  [
    'a claim names another version',
    (f) => f.db.exec('UPDATE claims SET ver = 3 WHERE n = 2'),
    at(2, 2),
    /was not claimed for it/,
  ],
  [
    'two claims change places',
    (f) =>
      f.db.exec(
        `UPDATE claims SET stream = CASE n WHEN 1 THEN '${stream[2]}' ELSE '${stream[1]}' END WHERE n IN (1, 2)`,
      ),
    at(1, 2),
    /was not claimed for it/,
  ],
  [
    'a claim is deleted',
    (f) => f.db.exec('DELETE FROM claims WHERE n = 3'),
    here(/ #4$/),
    /number 3 is missing/,
  ],
  [
    'the last claim is deleted',
    (f) => f.db.exec('DELETE FROM claims WHERE n = 6'),
    at(6, 2),
    /was not claimed for it/,
  ],
  [
    'a claim without a document is added',
    (f) =>
      f.db.exec(
        `INSERT INTO claims SELECT series, 7, 'x', 2 FROM claims WHERE n = 6; UPDATE counters SET next = 8`,
      ),
    here(/ #7$/),
    /no such event/,
  ],
  [
    'the counter is moved on',
    (f) => f.db.exec('UPDATE counters SET next = 9'),
    here(/^LT-\d{4}$/),
    /counter stands at 9/,
  ],
  [
    'the counter is moved back',
    (f) => f.db.exec('UPDATE counters SET next = 6'),
    here(/^LT-\d{4}$/),
    /counter stands at 6/,
  ],
  [
    'the counter is deleted',
    (f) => f.db.exec('DELETE FROM counters'),
    here(/^LT-\d{4}$/),
    /counter is missing/,
  ],
  [
    'a series is renamed',
    (f) => f.db.exec("UPDATE claims SET series = 'ZZ-2020'; UPDATE counters SET series = 'ZZ-2020'"),
    at(1, 2),
    /was not claimed for it/,
  ],
  [
    'a document is renumbered, with claim, counter and chain',
    (f) => {
      const { number, n } = eventOf(f, stream[6]!, 2).data as { number: string; n: number };
      f.relink(stream[6]!, (event) =>
        event.type === 'document.numbered' ? forgeNumber(event, number.replace(/6$/, '7'), n + 1) : event,
      );
      f.db.exec('UPDATE claims SET n = 7 WHERE n = 6; UPDATE counters SET next = 8');
    },
    here(/ #7$/),
    /number 6 is missing/,
  ],
  [
    'two documents swap their numbers, with claims and chains',
    (f) => {
      const [a, b] = [1, 2].map((n) => eventOf(f, stream[n]!, 2).data as { number: string; n: number });
      f.relink(stream[1]!, (event) =>
        event.type === 'document.numbered' ? forgeNumber(event, b!.number, b!.n) : event,
      );
      f.relink(stream[2]!, (event) =>
        event.type === 'document.numbered' ? forgeNumber(event, a!.number, a!.n) : event,
      );
      f.db.exec(
        `UPDATE claims SET stream = CASE n WHEN 1 THEN '${stream[2]}' ELSE '${stream[1]}' END WHERE n IN (1, 2)`,
      );
    },
    at(1, 2),
    /not in the log/,
  ],
  [
    'the printed number is not that of the series',
    (f) =>
      f.relink(stream[1]!, (event) =>
        event.type === 'document.numbered' ? forgeNumber(event, 'LT-2020-000001', 1) : event,
      ),
    at(1, 2),
    /does not belong to its series/,
  ],
];

const log: readonly Case[] = [
  [
    'the last batch of the log is deleted',
    (f) => f.db.exec('DELETE FROM log_batches WHERE start = (SELECT max(start) FROM log_batches)'),
    here(/^log\/cp\/\d+$/),
    /rolled back or cut/,
  ],
  [
    'the first batch of the log is deleted',
    (f) => f.db.exec('DELETE FROM log_batches WHERE start = 0'),
    here(/^log #\d+$/),
    /should begin at 0/,
  ],
  [
    'an entry is edited',
    (f) => f.db.exec(`UPDATE log_batches SET entries = replace(entries, '"n":2', '"n":7') WHERE start = 0`),
    here(/^log\/cp\/\d+$/),
    /not those that it signed/,
  ],
  [
    'two entries change places',
    (f) => f.relog(f.entries().with(0, f.entries()[1]!).with(1, f.entries()[0]!)),
    here(/^log\/cp\/\d+$/),
    /not those that it signed/,
  ],
  [
    'an entry is taken out',
    (f) => f.relog(f.entries().toSpliced(2, 1)),
    here(/^log\/cp\/\d+$/),
    /not those that it signed/,
  ],
  [
    'an entry is added',
    (f) => f.relog([...f.entries(), entryOf({ hash: 'a'.repeat(64), ver: 1, stream: 'ghost' })]),
    here('ghost@1'),
    /gone or was changed/,
  ],
  [
    'a batch counts wrongly',
    (f) => f.db.exec('UPDATE log_batches SET n = n + 1 WHERE start = 0'),
    here('log #0'),
    /entries instead of/,
  ],
  [
    'the head has another size',
    (f) => f.db.exec('UPDATE log_head SET size = size + 1'),
    here('log head'),
    /the log has/,
  ],
  [
    'the head has another tree',
    (f) => f.db.exec("UPDATE log_head SET frontier = replace(frontier, 'a', 'b')"),
    here('log head'),
    /not the tree of the log/,
  ],
  ['the head is deleted', (f) => f.db.exec('DELETE FROM log_head'), here('log head'), /says 0 entries/],
  [
    'a document is forged and the log made anew',
    (f) => {
      forgeDocument(f);
      f.relog(f.honest());
    },
    here(/^log\/cp\/\d+$/),
    /not those that it signed/,
  ],
  [
    'so are the tiles',
    (f) => {
      forgeDocument(f);
      f.relog(f.honest());
      f.republish();
    },
    here(/^log\/cp\/\d+$/),
    /not those that it signed/,
  ],
];

const published: readonly Case[] = [
  [
    'a checkpoint is edited',
    (f) => flip(f, `log/cp/${f.sizes()[0]}`, 30),
    here(/^log\/cp\/\d+$/),
    /not valid/,
  ],
  [
    'the signature of a checkpoint is edited',
    (f) => flip(f, `log/cp/${f.sizes()[0]}`, readFileSync(f.path(`log/cp/${f.sizes()[0]}`)).length - 20),
    here(/^log\/cp\/\d+$/),
    /not valid/,
  ],
  [
    'a checkpoint is forged with another key',
    (f) => {
      const note = f.signed({ size: lastSize(f), root: leafHash('x') }, attacker().pem);
      f.write(`log/cp/${lastSize(f)}`, note);
      f.write('log/checkpoint', note);
    },
    here(/^log\/cp\/\d+$/),
    /signature is not valid/,
  ],
  [
    'a checkpoint of another tree is signed with the stolen key',
    (f) => f.write('log/cp/5', f.signed({ size: 5, root: leafHash('x') }, f.stolenKey())),
    here('log/cp/5'),
    /not those that it signed/,
  ],
  [
    'a checkpoint of a larger log is signed with the stolen key',
    (f) => f.write('log/cp/9999', f.signed({ size: 9999, root: leafHash('x') }, f.stolenKey())),
    here('log/cp/9999'),
    /rolled back or cut/,
  ],
  [
    'a checkpoint has the name of another',
    (f) => f.write('log/cp/2', readFileSync(f.path('log/checkpoint'))),
    here('log/cp/2'),
    /it is the checkpoint of/,
  ],
  [
    'the latest checkpoint is an old one',
    (f) => f.write('log/checkpoint', readFileSync(f.path(`log/cp/${f.sizes()[0]}`))),
    here('log/checkpoint'),
    /later checkpoints were signed/,
  ],
  [
    'the latest checkpoint is deleted',
    (f) => rmSync(f.path('log/checkpoint')),
    here('log/checkpoint'),
    /missing/,
  ],
  [
    'the archived copy of the latest is deleted',
    (f) => rmSync(f.path(`log/cp/${lastSize(f)}`)),
    here('log/checkpoint'),
    /differs from its archived copy/,
  ],
  [
    'every checkpoint is deleted',
    (f) => {
      for (const key of ['log/checkpoint', 'log/cp']) rmSync(f.path(key), { recursive: true });
    },
    here('log/checkpoint'),
    /no signed checkpoint/,
  ],
  ['a tile is edited', (f) => flip(f, `log/tile/0/000.p/${lastSize(f)}`), here(/^log\/tile\/0\//), /differs/],
  [
    'a bundle of entries is edited',
    (f) => flip(f, `log/tile/entries/000.p/${lastSize(f)}`),
    here(/^log\/tile\/entries\//),
    /differs/,
  ],
  [
    'a tile is deleted',
    (f) => rmSync(f.path(`log/tile/0/000.p/${f.sizes()[0]}`)),
    here(/^log\/tile\/0\//),
    /missing/,
  ],
  ['the key is deleted', (f) => rmSync(f.path('log/vkey')), here('log/vkey'), /missing or was edited/],
  ['the database is rolled back', rollBack, here(/^log\/cp\/\d+$/), /rolled back or cut/],
];

const files: readonly Case[] = [
  ['a PDF is edited', (f) => flip(f, fileOf(f, 1, '.pdf')), here(/\.pdf$/), /not what the ledger recorded/],
  ['a PDF is deleted', (f) => rmSync(f.path(fileOf(f, 1, '.pdf'))), here(/\.pdf$/), /missing/],
  [
    'the PDFs of two documents change places',
    (f) => {
      const [a, b] = [fileOf(f, 1, '.pdf'), fileOf(f, 2, '.pdf')];
      const bytes = readFileSync(f.path(a));
      f.write(a, readFileSync(f.path(b)));
      f.write(b, bytes);
    },
    here(/\.pdf$/),
    /not what the ledger recorded/,
  ],
  [
    'a Word file is cut',
    (f) => {
      chmodSync(f.path(fileOf(f, 1, '.docx')), 0o644);
      truncateSync(f.path(fileOf(f, 1, '.docx')), 99);
    },
    here(/\.docx$/),
    /not what the ledger recorded/,
  ],
  [
    'a workbook is one byte longer',
    (f) =>
      f.write(
        fileOf(f, 1, '.xlsx'),
        Buffer.concat([readFileSync(f.path(fileOf(f, 1, '.xlsx'))), Buffer.alloc(1)]),
      ),
    here(/\.xlsx$/),
    /not what the ledger recorded/,
  ],
  [
    'the request of a document is edited',
    (f) => flip(f, `${documentOf(f, 1)}/request.json`),
    here(/request\.json$/),
    /not what the ledger recorded/,
  ],
  [
    'the company profile of a document is edited',
    (f) => {
      for (const name of readdirSync(f.path('requests/company'))) flip(f, `requests/company/${name}`);
    },
    here(/^requests\/company\//),
    /not what the ledger recorded/,
  ],
  [
    'a salt is edited',
    (f) => f.db.exec(`UPDATE salts SET salt = '${'0'.repeat(64)}' WHERE stream = '${stream[1]}'`),
    here(/^requests\//),
    /not what the ledger recorded/,
  ],
  [
    'a salt is deleted',
    (f) => f.db.exec(`DELETE FROM salts WHERE stream = '${stream[1]}'`),
    here(/^requests\//),
    /salt is missing/,
  ],
  [
    'what was erased is put back',
    (f) => f.write(`${documentOf(f, 5)}/request.json`, '{}'),
    here(/request\.json$/),
    /recorded as erased/,
  ],
  [
    'a file that came in is edited',
    (f) => {
      const key =
        readdirSync(f.path('received'), { recursive: true, encoding: 'utf8' }).find((name) =>
          name.endsWith('a.json'),
        ) ?? '';
      flip(f, `received/${key.replaceAll('\\', '/')}`);
    },
    here(/^received\//),
    /not what the ledger recorded/,
  ],
];

let copies = 0;

/** Verifies a copy of the home after somebody was at it. */
const tampered = async (
  tamper: (f: Forger) => void,
  question: Partial<Question> = {},
): Promise<Verification> => {
  const name = `copy ${copies++}`;
  const data = join(folder, name);
  cpSync(join(folder, 'base'), data, { recursive: true });
  const f = forger(data);
  tamper(f);
  if (f.db.isOpen) f.db.close();
  try {
    return await verify(name, question);
  } finally {
    rmSync(data, { recursive: true, maxRetries: 5 });
  }
};

describe.each([
  ['events', events],
  ['numbers', numbers],
  ['the log', log],
  ['what is published of it', published],
  ['files', files],
] as const)('%s', (_, cases) => {
  it.each(cases)('%s', async (__, tamper, where, said) => {
    const { findings } = await tampered(tamper);
    const told = findings.map((finding) => ({ where: finding.where, en: finding.what.en }));
    const place = where();
    expect(told).toContainEqual({
      where: typeof place === 'string' ? place : expect.stringMatching(place),
      en: expect.stringMatching(said),
    });
    for (const { where: its, stream: of, ver } of findings)
      if (its.includes('@')) expect(its).toBe(`${of}@${ver}`);
  });
});

describe('with what the auditor kept', () => {
  const everything = (f: Forger): void => {
    forgeDocument(f);
    f.relog(f.honest());
    f.republish(f.stolenKey());
  };

  it('a history that is forged from end to end and signed again with the stolen key is found', async () => {
    // nothing in the folder can tell: this is why an auditor keeps a checkpoint
    expect((await tampered(everything)).findings).toEqual([]);
    const { findings } = await tampered(everything, { since });
    expect(findings).toContainEqual({
      where: '--since',
      what: expect.objectContaining({ en: expect.stringContaining('not those that it signed') }),
    });
  });

  it('a folder that is rolled back as a whole is found', async () => {
    const { findings } = await verify('early', {
      since: readFileSync(join(folder, 'base', 'log', 'checkpoint')),
    });
    expect(findings).toContainEqual({
      where: '--since',
      what: expect.objectContaining({ en: expect.stringContaining('rolled back or cut') }),
    });
  });

  it('a checkpoint that is missing in the archive is found', async () => {
    const remove = (f: Forger): void => rmSync(f.path(`log/cp/${f.sizes()[0]}`));
    const { findings } = await tampered(remove, { since });
    expect(findings).toMatchObject([{ where: expect.stringMatching(/^log\/cp\/\d+$/) }]);
  });

  it('another key in the folder is found', async () => {
    const other = attacker();
    const { findings } = await tampered(
      (f) => {
        f.write('log/vkey', `${other.vkeyAs(vkey.split('+')[0]!)}\n`);
        f.republish(other.pem);
      },
      { vkey },
    );
    expect(findings[0]).toMatchObject({
      where: 'log/vkey',
      what: { en: 'the key is not the one that you hold' },
    });
  });
});

const FLIPS_OF_EXPORT = 200;
const FLIPS_OF_DATABASE = 100;

it(`${FLIPS_OF_EXPORT} bits flipped in an export, one at a time: each is found`, async () => {
  const root = join(folder, 'export');
  const home = await letterHome(folder, 'base');
  await home.use(async (ports) => {
    const evidence = embeddedEvidence(ports);
    const size = await evidence.count();
    await writeExport(evidence, { root, size, extras: new Map(), progress: () => undefined });
  });
  expect((await verifyExport(root, { vkey, since })).findings).toEqual([]);
  const keys = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const pick = chance(20_261_130);
  for (let n = 0; n < FLIPS_OF_EXPORT; n += 1) {
    // half of them in the ledger's own lines
    const own = keys.filter((key) => key.includes('.jsonl'));
    const key = (n % 2 === 0 ? own[pick(own.length)] : keys[pick(keys.length)])!;
    const bytes = readFileSync(key);
    const [byte, bit] = [pick(bytes.length), pick(8)];
    chmodSync(key, 0o644);
    writeFileSync(key, bytes.with(byte, bytes[byte]! ^ (1 << bit)));
    const { findings } = await verifyExport(root, { vkey, since });
    expect([key, byte, bit, findings.length > 0]).toEqual([key, byte, bit, true]);
    writeFileSync(key, bytes);
  }
  expect((await verifyExport(root, { vkey, since })).findings).toEqual([]);
});

/** A file that is no database any more is not verified but refused. */
const REFUSALS = new Set(['DATABASE_DAMAGED', 'ERR_SQLITE_ERROR']);

const TABLES = {
  events: 'stream, ver, type, key, hash, canonical',
  claims: 'series, n, stream, ver',
  counters: 'series, next',
  log_head: 'size, frontier',
  log_batches: 'start, n, entries',
} as const;

/** Everything in the database that the ledger consists of; undefined where it cannot be read. */
const contentOf = (path: string): string | undefined => {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return JSON.stringify(
      Object.entries(TABLES).map(([table, columns]) =>
        db.prepare(`SELECT ${columns} FROM ${table} NOT INDEXED ORDER BY 1, 2`).all(),
      ),
    );
  } catch {
    return undefined;
  } finally {
    db.close();
  }
};

it(`${FLIPS_OF_DATABASE} bits flipped in the database file that change the ledger: each is found`, async () => {
  const data = join(folder, 'bits');
  cpSync(join(folder, 'base'), data, { recursive: true });
  const path = join(data, 'docket.sqlite');
  const bytes = readFileSync(path);
  const whole = contentOf(path);
  const pick = chance(7);
  let changed = 0;
  for (let flips = 0; changed < FLIPS_OF_DATABASE; flips += 1) {
    expect(flips).toBeLessThan(40 * FLIPS_OF_DATABASE);
    const [byte, bit] = [pick(bytes.length), pick(8)];
    writeFileSync(path, bytes.with(byte, bytes[byte]! ^ (1 << bit)));
    for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
    if (contentOf(path) === whole) continue;
    changed += 1;
    const found = await verify('bits').then(
      ({ findings }) => findings.length > 0,
      (fault: { code?: string }) => REFUSALS.has(fault.code ?? ''),
    );
    expect([byte, bit, found]).toEqual([byte, bit, true]);
  }
});
