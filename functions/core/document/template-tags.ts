import { businessDate } from '../business/dates.ts';
import type { DocumentKind } from '../kind.ts';
import { expand, isList, itemOf, type JsonSchema, type Known } from '../ooxml/json-types.ts';
import type { Ports } from '../ports.ts';
import { sampleData, shippedCompany } from './template-check.ts';
import { templateSchema } from './template-fields.ts';

/** A tag that templates of a kind may hold. */
export interface KnownTag {
  /** `{{customer.name}}`, or `{{#each lines}}` for a list. */
  readonly tag: string;
  /** Opening tags of the loops that it stands in, outermost first. */
  readonly loops: readonly string[];
  /** What it holds in the kind's sample; of a list, how many items. Null when the sample has none. */
  readonly sample: string | null;
}

/** Every tag that a template of the kind may hold, in the order in which its fields are declared. */
export const knownTags = async (
  ports: Pick<Ports, 'kinds' | 'shipped'>,
  kind: DocumentKind,
  at: number,
): Promise<readonly KnownTag[]> => {
  const data = await sampleData(ports, kind, at);
  const company = await shippedCompany(ports);
  const number = `${kind.series}-${businessDate(at).slice(0, 4)}-000001`;
  const schema = templateSchema(kind);
  return tagsIn(schema, data && { ...data, number, revision: 0, company });
};

/** The tags of a schema; `sample` shows what they may hold. */
export const tagsIn = (schema: JsonSchema, sample: unknown): readonly KnownTag[] =>
  new Walk(schema).below(expand(schema, schema), '', sample, []);

class Walk {
  private readonly root: JsonSchema;

  constructor(root: JsonSchema) {
    this.root = root;
  }

  below(known: Known, path: string, sample: unknown, loops: readonly string[]): readonly KnownTag[] {
    if (isList(known)) return this.list(known, path, sample, loops);
    const fields = (known ?? []).flatMap(({ properties }) => Object.entries(properties ?? {}));
    if (fields.length === 0) {
      const isRecord = (known ?? []).some(({ type }) => type === 'object');
      return isRecord ? [] : [{ tag: `{{${path || 'this'}}}`, loops, sample: shown(sample) }];
    }
    return fields.flatMap(([name, field]) =>
      this.below(expand(field, this.root), path ? `${path}.${name}` : name, fieldOf(sample, name), loops),
    );
  }

  private list(known: Known, path: string, sample: unknown, loops: readonly string[]): readonly KnownTag[] {
    const tag = `{{#each ${path || 'this'}}}`;
    const items: readonly unknown[] = Array.isArray(sample) ? sample : [];
    const inside = this.below(itemOf(known, this.root), '', items[0], [...loops, tag]);
    return [{ tag, loops, sample: Array.isArray(sample) ? `× ${items.length}` : null }, ...inside];
  }
}

const fieldOf = (sample: unknown, name: string): unknown =>
  typeof sample === 'object' && sample !== null && Object.hasOwn(sample, name)
    ? Reflect.get(sample, name)
    : undefined;

const shown = (value: unknown): string | null =>
  value === undefined || value === null || value === '' ? null : String(value);
