import type { CompileContext, Compiled } from './compiled.ts';
import type { Package } from './package.ts';

export function compileDocument(pack: Package, _context: CompileContext): Compiled {
  return { uses: [], fill: () => [...pack.entries.values()] };
}
