// Compiles a fixture as if it lay where its first line says, with the options of the layer's own tsconfig.json.
// The fixture is never written there: the compiler is shown it through its host.

import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "./source-file.ts";

/** Codes of the errors in the fixture, such as 2345. */
export function compileFixture(at: string, text: string): readonly number[] {
  const folder = join(ROOT, at.split("/").slice(0, 2).join("/"));
  const config = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  const path = join(ROOT, at);
  const host = ts.createCompilerHost(parsed.options, true);
  const { fileExists, readFile, getSourceFile } = host;
  // What a fixture imports from another layer need not exist there: any other `fixture.ts` is this one interface.
  const shown = (name: string): string | undefined =>
    name === path ? text : name.endsWith("/fixture.ts") ? "export interface Fixture {}" : undefined;
  host.useSourceOfProjectReferenceRedirect = () => true;
  host.fileExists = (name) => shown(name) !== undefined || fileExists(name);
  host.readFile = (name) => shown(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const fixture = shown(name);
    return fixture === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, fixture, rest[0], true);
  };
  host.directoryExists = () => true;
  const program = ts.createProgram({
    rootNames: [path],
    options: {
      ...parsed.options,
      composite: false,
      incremental: false,
      noEmit: true,
      declaration: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    ...(parsed.projectReferences !== undefined && { projectReferences: parsed.projectReferences }),
    host,
  });
  const fixture = program.getSourceFile(path);
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(fixture),
    ...program.getSyntacticDiagnostics(fixture),
  ];
  return diagnostics.map(({ code }) => code);
}
