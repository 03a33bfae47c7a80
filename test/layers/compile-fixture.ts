// Compiles a fixture as if it lay where its first line says, with the options of the layer's own tsconfig.json.
// The fixture is never written there: the compiler is shown it through its host. Other layers are seen as they are built, in dist.

import { join } from "node:path";
import ts from "@typescript/typescript6";
import { ROOT } from "./source-file.ts";

/** Codes of the errors that it causes, such as 2345. */
export function compileFixture(at: string, text: string): readonly number[] {
  const folder = join(ROOT, at.split("/").slice(0, 2).join("/"));
  const config = ts.readConfigFile(join(folder, "tsconfig.json"), (name) => ts.sys.readFile(name));
  const { options, projectReferences } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  const path = join(ROOT, at);
  // What a fixture imports from another layer need not exist there: any other `fixture.ts` is this one interface.
  const shown = (name: string): string | undefined =>
    name === path ? text : name.endsWith("/fixture.ts") ? "export interface Fixture {}" : undefined;
  const real = ts.createCompilerHost(options, true);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (name) => shown(name) !== undefined || real.fileExists(name),
    readFile: (name) => shown(name) ?? real.readFile(name),
    directoryExists: () => true,
    getSourceFile: (name, ...rest) => {
      const fixture = shown(name);
      return fixture === undefined
        ? real.getSourceFile(name, ...rest)
        : ts.createSourceFile(name, fixture, rest[0], true);
    },
  };
  const program = ts.createProgram({
    rootNames: [path],
    options: { ...options, composite: false, incremental: false, declaration: false, noEmit: true },
    ...(projectReferences !== undefined && { projectReferences }),
    host,
  });
  const fixture = program.getSourceFile(path);
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSyntacticDiagnostics(fixture),
    ...program.getSemanticDiagnostics(fixture),
  ].map(({ code }) => code);
}
