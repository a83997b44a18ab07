import { createCalendar } from '../core/business/calendar.ts';
import { businessDate } from '../core/business/dates.ts';
import type { Company } from '../core/company.ts';
import { OVERSIGHT } from '../core/document/readers.ts';
import type { DocumentRow, Ports } from '../core/ports.ts';
import type { Scheduled } from '../wiring.ts';

const PAGE = 500;

/** Every document that still needs something, however many: but none that is confidential, for the list is not. */
async function* openDocuments({ views }: Ports): AsyncGenerator<DocumentRow> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await views.list({ open: true, readers: [OVERSIGHT], limit: PAGE, offset });
    yield* rows;
    if (offset + PAGE >= total) return;
  }
}

const needOf = (company: Company, code: string): string => {
  const [, role = ''] = code.split(':', 2);
  const title = company.roles[role]?.title;
  return title ? `待${title.zh}签字 / to be signed: ${title.en}` : code;
};

const line = (company: Company, { number, party, needs, validUntil }: DocumentRow): string =>
  [
    number ?? '—',
    party,
    ...needs.map((code) => needOf(company, code)),
    validUntil ? `→ ${validUntil}` : '',
  ].join('  ');

/** Text of `outbox/<day>-open-needs.txt`; undefined when nothing is open. */
export const openNeeds = async (ports: Ports, day: string): Promise<string | undefined> => {
  const { company } = await ports.company.current();
  const lines: string[] = [];
  for await (const row of openDocuments(ports)) lines.push(line(company, row));
  if (lines.length === 0) return undefined;
  const title = `${day}  ${company.shortName.zh}：${lines.length} 份单据发出前还需要签字 / documents that need a signature before they go out`;
  return [title, '', ...lines, ''].join('\n');
};

/** Each working morning: what waits for a signature. A delivery that comes twice leaves one list. */
export const tellOpenNeeds = async (ports: Ports, { time }: Scheduled): Promise<void> => {
  const day = businessDate(Date.parse(time));
  const { company } = await ports.company.current();
  const key = `outbox/${day}-open-needs.txt`;
  if (!createCalendar(company.calendar).isWorkingDay(day) || (await ports.files.find(key))) return;
  const text = await openNeeds(ports, day);
  if (text !== undefined) await ports.files.put(key, new TextEncoder().encode(text));
};
