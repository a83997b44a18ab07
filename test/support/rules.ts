import type { Context, Kind } from '../../functions/core/kind.ts';
import type { Problem } from '../../functions/core/result.ts';
import { askRules } from '../../functions/core/rules.ts';

/** What the rules of a kind say of a request whose cells are all right. */
export const brokenRules = (kind: Kind, said: unknown, context: Partial<Context>): readonly Problem[] =>
  askRules(kind.rules, { values: kind.input.parse(said), wrong: [] }, context as Context);
