// The program, as it is built, with texts in some of its modules replaced by others: for tests that run it as a process.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "@typescript/typescript6";
import { type Cut, cutTexts } from "./cut-source.ts";

/** Loads what is cut in place of what was built. */
const HOOKS = `let cut;
export const initialize = (given) => { cut = given; };
export const load = (url, context, next) =>
  cut[url] === undefined ? next(url, context) : { format: "module", source: cut[url], shortCircuit: true };`;

/** `cuts` by module below src. The program's place, and what removes it. */
export function cutProgram(cuts: ReadonlyMap<string, readonly Cut[]>): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-cut-"));
  const path = join(folder, "gatehouse.mjs");
  const built = (module: string) => pathToFileURL(resolve("dist", module.replace(/\.ts$/, ".js"))).href;
  const code = Object.fromEntries([...cuts].map(([module, texts]) => [built(module), compiled(module, texts)]));
  writeFileSync(
    path,
    `import { register } from "node:module";
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOKS)}`)}, { data: ${JSON.stringify(code)} });
await import(${JSON.stringify(built("entry/cli/main.ts"))});
`,
  );
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function compiled(module: string, texts: readonly Cut[]): string {
  const path = join("src", module);
  const { outputText } = ts.transpileModule(cutTexts(path, readFileSync(path, "utf8"), texts), {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  return outputText;
}
