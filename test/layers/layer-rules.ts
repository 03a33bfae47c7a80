// Which file may import what, and which places may make a permit. A rule answers with sentences, one for each breach.

import ts from "@typescript/typescript6";
import { type Import, type SourceFile, visit } from "./source-file.ts";

type Layer = "core" | "gate" | "adapters" | "entry";

const LAYERS: Readonly<
  Record<
    Layer,
    { readonly sees: readonly Layer[]; readonly node: boolean; readonly packages: "any" | readonly string[] }
  >
> = {
  core: { sees: ["core"], node: false, packages: [] },
  gate: { sees: ["core", "gate"], node: false, packages: [] },
  adapters: { sees: ["core", "gate", "adapters"], node: true, packages: "any" },
  entry: { sees: ["core", "gate", "adapters", "entry"], node: true, packages: "any" },
};

/** Pure packages of the core: text in, value out. Grammars where SQL is read; schemas where policies and stored entries are; numbering plans where values are judged. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "src/core/classification/values/": ["libphonenumber-js"],
  "src/core/sql/": ["libpg-query", "@pgsql/types"],
  "src/core/policy/": ["yaml", "zod", "@marcbachmann/cel-js"],
  "src/core/ledger/": ["zod"],
  "src/core/approvals/": ["zod"],
};

interface Permit {
  readonly name: string;
  readonly definedIn: string;
  readonly madeIn: RegExp;
}

/** What proves that a step was taken, and the only places that take the step. */
export const PERMITS: readonly Permit[] = [
  {
    name: "Caller",
    definedIn: "src/core/model/caller.ts",
    madeIn: /^src\/(entry|adapters)\/.*authenticat[a-z-]*\.ts$/,
  },
  { name: "Allow", definedIn: "src/core/model/decision.ts", madeIn: /^src\/core\/policy\/decide\/decide\.ts$/ },
  {
    name: "ExecutablePlan",
    definedIn: "src/core/sql/plans/executable-plan.ts",
    madeIn: /^src\/core\/sql\/(postgres|sqlite)\/dialect\.ts$/,
  },
  {
    name: "WritePlan",
    definedIn: "src/core/sql/plans/write-plan.ts",
    madeIn: /^src\/core\/sql\/(postgres|sqlite)\/write\/[^/]+\.ts$/,
  },
  {
    name: "SchemaPlan",
    definedIn: "src/core/sql/plans/schema-plan.ts",
    madeIn: /^src\/core\/sql\/(postgres|sqlite)\/schema\/[^/]+\.ts$/,
  },
  {
    name: "Clearance",
    definedIn: "src/core/approvals/clearance.ts",
    madeIn: /^src\/gate\/(approvals\/claim-approval|writing\/clear-write)\.ts$/,
  },
  {
    name: "LedgerReceipt",
    definedIn: "src/core/ledger/receipt.ts",
    madeIn: /^src\/adapters\/sqlite-state\/ledger\/ledger-[^/]+\.ts$/,
  },
];

function layerOf(path: string): Layer | null {
  const name = path.split("/")[1];
  return path.startsWith("src/") && (name === "core" || name === "gate" || name === "adapters" || name === "entry")
    ? name
    : null;
}

/** Parts of a technology that several of its adapters rest on, and those. */
const RESTS_ON: Readonly<Record<string, readonly string[]>> = {
  "sqlite-driver": ["sqlite", "sqlite-state"],
  "postgres-driver": ["postgres", "postgres-state"],
};

/** Where the entry chooses who keeps Gatehouse's own state; everybody else there knows the ports alone. */
const STATE_CHOSEN_IN = "src/entry/wiring/open-state.ts";
/** And who wires each of them. */
const STATE_WIRED_IN = /^src\/entry\/wiring\/(?:sqlite-state|postgres-state|state-parts|copy-state)\.ts$/;
const STATES = new Set(["sqlite-state", "postgres-state"]);

/** Chapters of the gate are folders; the ports are no chapter: each is there for whoever needs it. */
function chapterOf(path: string): string | null {
  const chapter = /^src\/gate\/([^/]+)\//.exec(path)?.[1] ?? null;
  return chapter === "ports" ? null : chapter;
}

function technologyOf(path: string): string | null {
  return /^src\/adapters\/([^/]+)\//.exec(path)?.[1] ?? null;
}

export function findBreaches(source: SourceFile): readonly string[] {
  const layer = layerOf(source.path);
  if (layer === null) return [`${source.path} lies in no layer`];
  return [
    ...source.imports.flatMap((each) => breachOfImport(source.path, { layer, each })),
    ...PERMITS.flatMap((permit) => breachesOfPermit(source, permit)),
    ...(layer === "core" ? breachesOfPurity(source) : []),
    ...(DOORS.has(source.path) ? [] : breachesOfOutput(source)),
  ];
}

function breachOfImport(path: string, { layer, each }: { layer: Layer; each: Import }): readonly string[] {
  const rule = LAYERS[layer];
  const breach = (why: string): readonly string[] => [`${path} imports ${each.specifier}: ${why}`];
  if (each.specifier === "*computed*") return breach("an import must name its module");
  if (each.file === null) {
    if (each.specifier.startsWith("node:")) return rule.node ? [] : breach(`${layer} has no Node`);
    const name = each.specifier
      .split("/")
      .slice(0, each.specifier.startsWith("@") ? 2 : 1)
      .join("/");
    const pure = Object.entries(PURE_PACKAGES).flatMap(([folder, names]) => (path.startsWith(folder) ? names : []));
    return rule.packages === "any" || rule.packages.includes(name) || pure.includes(name)
      ? []
      : breach(`${layer} does not use this package`);
  }
  const target = layerOf(each.file);
  if (target === null || each.file.endsWith(".test.ts")) return breach("it is not part of the product");
  if (!rule.sees.includes(target)) return breach(`${layer} does not see ${target}`);
  const [from, to] = [technologyOf(path), technologyOf(each.file)];
  if (from !== null && to !== null && from !== to && !RESTS_ON[to]?.includes(from))
    return breach("technologies that are siblings do not import each other");
  if (layer === "entry" && to !== null && STATES.has(to) && !STATE_WIRED_IN.test(path))
    return breach(`what keeps the state is chosen in ${STATE_CHOSEN_IN}, and known by its ports elsewhere`);
  const chapter = chapterOf(each.file);
  return chapter !== null && chapter !== chapterOf(path) && path !== `src/gate/${chapter}.ts`
    ? breach(`the chapter ${chapter} has a front door, src/gate/${chapter}.ts`)
    : [];
}

/** Elsewhere a permit is a type, or the right side of `instanceof`; a namespace or a re-export would hide its maker. */
function breachesOfPermit(source: SourceFile, permit: Permit): readonly string[] {
  if (source.path === permit.definedIn || permit.madeIn.test(source.path)) return [];
  return source.imports
    .filter(({ file }) => file === permit.definedIn)
    .flatMap(({ values, reExported }) => values.map((value) => ({ ...value, reExported })))
    .filter(
      ({ name, local, reExported }) =>
        name === "*" || (name === permit.name && (reExported || !isOnlyTested(source, local))),
    )
    .map(() => `${source.path} can make a ${permit.name}`);
}

function isOnlyTested(source: SourceFile, local: string): boolean {
  let only = true;
  visit(source.syntax, (node) => {
    if (
      !ts.isIdentifier(node) ||
      node.text !== local ||
      ts.isImportSpecifier(node.parent) ||
      ts.isTypeReferenceNode(node.parent)
    )
      return;
    const { parent } = node;
    const tested =
      ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
      parent.right === node;
    if (!tested) only = false;
  });
  return only;
}

/** The only files that write to standard output, standard error or the terminal. */
const DOORS = new Set([
  "src/entry/cli/terminal/io.ts",
  "src/entry/cli/terminal/terminal.ts", // the screen of `watch`
  "src/entry/cli/terminal/is-agreed.ts", // a question, at the terminal itself
  "src/entry/mcp/serve-mcp.ts", // the protocol
  "src/entry/bridge/run-bridge.ts", // the protocol, handed on
  "src/adapters/sqlite/describe-error.ts", // in a process of its own
]);

const STREAMS = new Set(["stdout", "stderr"]);

function breachesOfOutput(source: SourceFile): readonly string[] {
  const found: string[] = [];
  const breach = (what: string): void => void found.push(`${source.path} writes past the door: ${what}`);
  for (const { specifier } of source.imports)
    if (/^(node:)?(console|tty|process)$/.test(specifier)) breach(`it imports ${specifier}`);
  visit(source.syntax, (node) => {
    const text = node.getText(source.syntax);
    if (ts.isPropertyAccessExpression(node)) {
      if (node.expression.getText(source.syntax) === "process" && STREAMS.has(node.name.text)) breach(text);
      if (node.expression.getText(source.syntax) === "console") breach(text);
    }
    if (ts.isElementAccessExpression(node) && node.expression.getText(source.syntax) === "process") breach(text);
    if (ts.isVariableDeclaration(node) && node.initializer?.getText(source.syntax) === "process") breach(text);
    if (
      ts.isCallExpression(node) &&
      /\b(write|writev|writeFile|appendFile)Sync$/.test(node.expression.getText(source.syntax))
    )
      if (/^[12]$/.test(node.arguments[0]?.getText(source.syntax) ?? "")) breach(text);
    if (ts.isStringLiteralLike(node) && /^\/dev\/(tty|stdout|stderr|fd\/[12])$|^\/proc\/self\/fd/.test(node.text))
      breach(text);
  });
  return found;
}

const IMPURE = new Set([
  "process",
  "console",
  "fetch",
  "crypto",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "globalThis",
  "eval",
  "Function",
]);

function breachesOfPurity(source: SourceFile): readonly string[] {
  const found: string[] = [];
  visit(source.syntax, (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      const text = node.getText(source.syntax);
      if (text === "Math.random" || text === "Date.now") found.push(`${source.path} uses ${text}`);
    }
    if (
      ts.isNewExpression(node) &&
      node.expression.getText(source.syntax) === "Date" &&
      (node.arguments?.length ?? 0) === 0
    ) {
      found.push(`${source.path} reads the clock`);
    }
    if (ts.isIdentifier(node) && IMPURE.has(node.text) && isFreeExpression(node))
      found.push(`${source.path} uses ${node.text}`);
    if (node.kind === ts.SyntaxKind.AsyncKeyword) found.push(`${source.path} is asynchronous`);
  });
  return found;
}

/** A name that stands for a value of its own: not a property, a declaration's name, or a type. */
function isFreeExpression(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isElementAccessExpression(parent);
}
