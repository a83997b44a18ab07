import type { Item } from './items.ts';

interface Page {
  readonly Items?: Item[] | undefined;
  readonly LastEvaluatedKey?: Item | undefined;
}

/** Where a query or scan goes on; empty for its beginning. */
export type From = { readonly ExclusiveStartKey?: Item };

/** The pages of a query or scan, one after the other, to the end; `ask` gets what goes into the next command. */
export async function* pagesOf(ask: (from: From) => Promise<Page>): AsyncGenerator<readonly Item[]> {
  let from: From | undefined = {};
  while (from) {
    const page: Page = await ask(from);
    yield page.Items ?? [];
    from = page.LastEvaluatedKey && { ExclusiveStartKey: page.LastEvaluatedKey };
  }
}
