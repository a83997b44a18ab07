import { z } from 'zod';
import { companySchema } from '../company.ts';
import type { DocumentKind } from '../kind.ts';
import type { JsonSchema } from '../ooxml/index.ts';

/** Every field that the templates of a kind see, as JSON Schema: its own, the number, the revision, the company. */
export const templateSchema = ({ prints }: DocumentKind): JsonSchema =>
  z.toJSONSchema(
    z.object({ ...prints.shape, number: z.string(), revision: z.int(), company: companySchema }),
    {
      io: 'output',
      unrepresentable: 'any',
    },
  ) as JsonSchema;
