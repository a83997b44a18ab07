import { join } from 'node:path';
import { openDatabase } from '../../functions/adapters/embedded/database.ts';
import { createLedger } from '../../functions/adapters/embedded/ledger.ts';
import { record, recordNumbered } from '../../functions/core/document/append.ts';
import { numberOf } from '../../functions/core/ledger/series.ts';

/**
 * Appends to a ledger, one command after the other, until it is killed; says each command when it is acknowledged.
 * Every fifth command gives a number of a series that all writers share.
 */
const [data = '', lane = '', from = '0'] = process.argv.slice(2);
const SERIES = 'S-2026';
const ledger = createLedger(openDatabase(join(data, 'docket.sqlite')));

const run = async (command: number): Promise<void> => {
  const cause = { key: `c${command}`, actor: `writer/${lane}`, at: Date.now() };
  const stream = `w${lane}/${Math.floor(command / 5)}`;
  if (command % 5 === 0)
    return recordNumbered(ledger, SERIES, [
      {
        stream,
        decide: (events, n) =>
          events.some(({ key }) => key === cause.key)
            ? undefined
            : { type: 'document.numbered', data: { number: numberOf(SERIES, n), series: SERIES, n } },
        cause,
      },
    ]);
  await record(ledger, [
    {
      stream,
      decide: (events) => ({
        drafts: events.some(({ key }) => key === cause.key) ? [] : [{ type: 't', data: { command } }],
        result: undefined,
      }),
      cause,
    },
  ]);
};

for (let command = Number(from); ; command += 1) {
  await run(command);
  process.stdout.write(`${command}\n`);
}
