// One source file as the structural rules see it: where it lies, what it imports, what it exports.
// Read with TypeScript's own parser, so that comments and strings do not count as imports.

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "@typescript/typescript6";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Import {
  readonly specifier: string;
  /** A path from the root for a file of ours; null for a package or a module of Node's. */
  readonly file: string | null;
  /** Names that exist at run time; `*` for a namespace, a re-export of everything or a dynamic import. */
  readonly values: readonly { readonly name: string; readonly local: string }[];
  readonly reExported: boolean;
}

export interface SourceFile {
  /** From the root, with slashes: `src/core/model/caller.ts`. */
  readonly path: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
}

export function readSource(path: string, text: string = readFileSync(join(ROOT, path), "utf8")): SourceFile {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const imports: Import[] = [];
  const add = (specifier: string, values: Import["values"], reExported = false): void => {
    const file = specifier.startsWith(".") ? posix.normalize(posix.join(posix.dirname(path), specifier)) : null;
    imports.push({ specifier, file, values, reExported });
  };
  visit(syntax, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, importedValues(node.importClause));
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, node.isTypeOnly ? [] : reExportedValues(node), true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      add(specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : "*computed*", [
        { name: "*", local: "*" },
      ]);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node.argument.literal.text, []);
    }
  });
  return { path, syntax, imports, exports: exportedNames(syntax) };
}

function importedValues(clause: ts.ImportClause | undefined): Import["values"] {
  if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const { namedBindings } = clause;
  if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings))
    return [{ name: "*", local: namedBindings.name.text }];
  const named = (namedBindings?.elements ?? [])
    .filter((element) => !element.isTypeOnly)
    .map((element) => ({ name: (element.propertyName ?? element.name).text, local: element.name.text }));
  return clause.name === undefined ? named : [{ name: "default", local: clause.name.text }, ...named];
}

function reExportedValues(node: ts.ExportDeclaration): Import["values"] {
  if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)) return [{ name: "*", local: "*" }];
  return node.exportClause.elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => ({ name: (element.propertyName ?? element.name).text, local: element.name.text }));
}

function exportedNames(syntax: ts.SourceFile): readonly string[] {
  return syntax.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
    }
    const exported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    }
    const named =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement);
    return named && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/** Every node, parents first. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** Lines that hold more than white space and comments. */
export function countCodeLines(syntax: ts.SourceFile): number {
  const lines = new Set<number>();
  visit(syntax, (node) => {
    if (node.getChildCount(syntax) > 0 || node.kind === ts.SyntaxKind.EndOfFileToken) return;
    const first = syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line;
    const last = syntax.getLineAndCharacterOfPosition(node.getEnd()).line;
    for (let line = first; line <= last; line++) lines.add(line);
  });
  return lines.size;
}

/** The sources under a folder, in order of their names. */
export function listSources(folder: string, wanted: "tests too" | "no tests"): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter(
      (path) =>
        path.endsWith(".ts") && !path.endsWith(".d.ts") && (wanted === "tests too" || !path.endsWith(".test.ts")),
    )
    .toSorted();
}
