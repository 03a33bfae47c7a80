// Circles of imports between files, types included: each a way that leads from a file back to itself.

import type { SourceFile } from "./source-file.ts";

/** Of each circle one way round, shortest first found: `a.ts -> b.ts -> a.ts`. Empty where there is none. */
export function findCircles(sources: readonly Pick<SourceFile, "path" | "imports">[]): readonly string[] {
  const imports = new Map(
    sources.map(({ path, imports: all }) => [path, all.flatMap(({ file }) => (file === null ? [] : [file]))] as const),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  for (const start of imports.keys()) {
    const way: string[] = [];
    const visit = (path: string): void => {
      const at = way.indexOf(path);
      if (at >= 0) circles.push([...way.slice(at), path].join(" -> "));
      if (at >= 0 || done.has(path)) return;
      way.push(path);
      for (const next of imports.get(path) ?? []) visit(next);
      way.pop();
      done.add(path);
    };
    visit(start);
  }
  return circles;
}
