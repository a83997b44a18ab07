import { loadKinds } from '../../templates/registry.ts';
import { quotationRequests } from '../support/requests.ts';

type Values = Readonly<Record<string, unknown>>;

const text = (value: unknown): unknown => (typeof value === 'boolean' ? (value ? '是' : '否') : value);

/** The plain batch table of quotations with so many requests of one line each. */
export const quotationTable = async (count: number): Promise<Uint8Array> => {
  const kind = (await loadKinds()).get('quotation');
  if (!kind) throw new Error('the kind quotation is missing');
  const { default: excel } = await import('exceljs');
  const workbook = new excel.Workbook();
  const sheet = workbook.addWorksheet('批量');
  const lineFields = kind.shape.tables[0]?.fields ?? [];
  sheet.addRow([...kind.shape.fields, ...lineFields].map(({ meta }) => meta.label.zh));
  for (const request of quotationRequests(count, 1)) {
    const { lines, ...head } = request as Values & { lines: readonly Values[] };
    sheet.addRow([
      ...kind.shape.fields.map(({ name }) => text(head[name])),
      ...lineFields.map(({ name }) => text(lines[0]?.[name])),
    ]);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};
