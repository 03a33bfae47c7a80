// Takes a statement apart whose WITH holds statements that change rows: each query of it, and what stands behind it, as a statement of
// its own. INVARIANT: the parts are the caller's trees unchanged, or splitting fails.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { unfaithful } from "./compose-rows.ts";

export interface WritingWith {
  readonly kind: "writing-with";
  readonly queries: readonly NamedStatement[];
  /** What stands behind WITH: a write, or a SELECT. */
  readonly main: Statement;
}

export interface NamedStatement {
  readonly name: string;
  /** As its WITH names them; empty where it does not. */
  readonly columns: readonly string[];
  readonly statement: Statement;
}

const WRITES = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);
const MAINS = new Set([...WRITES, "SelectStmt"]);

/** Null for a statement whose WITH, if it has one, only reads. */
export function splitWith({ source, tree }: Statement): WritingWith | Refusal | null {
  const clause = struct(tree.body["withClause"]);
  const queries = list(clause["ctes"]).map((item) => struct(bodyOf(item, "CommonTableExpr")));
  if (!MAINS.has(tree.kind) || !queries.some((query) => WRITES.has(unwrap(query["ctequery"])?.kind ?? ""))) return null;
  const recursive = clause["recursive"] === true;
  const parts: NamedStatement[] = [];
  let end = -1;
  for (const query of queries) {
    if (query["search_clause"] !== undefined || query["cycle_clause"] !== undefined) return refuseSearch();
    const name = source.tokenAt(Number(query["location"]));
    const open = bodyAt(source, name);
    end = source.closing(open);
    const reads = !WRITES.has(unwrap(query["ctequery"])?.kind ?? "");
    const text = source.slice(open + 1, end);
    const statement = parseText(recursive && reads ? wrapped(source, { name, end }) : text);
    if (statement.kind === "refusal") return { ...statement, position: null };
    if (!sameQuery(statement, query, { wrapped: recursive && reads })) return unfaithful();
    const columns = recursive && reads ? [] : (names(query["aliascolnames"]) ?? []);
    parts.push({ name: word(query["ctename"]) ?? "", columns, statement });
  }
  const main = parseText(source.slice(end + 1, source.tokens.length));
  if (main.kind === "refusal") return { ...main, position: null };
  const { withClause: _, ...own } = tree.body;
  if (main.tree.kind !== tree.kind || !sameTree(own, main.tree.body, NOTHING)) return unfaithful();
  return { kind: "writing-with", queries: parts, main };
}

/** The bracket around a query of WITH: `name (a, b) AS MATERIALIZED (`. */
function bodyAt(source: SourceText, name: number): number {
  let at = source.nameEnd(name) + 1;
  if (source.is(at, "(")) at = source.closing(at) + 1;
  while (source.is(at, "as") || source.is(at, "not") || source.is(at, "materialized")) at += 1;
  return at;
}

/** A query that may read itself. */
function wrapped(source: SourceText, { name, end }: { name: number; end: number }): string {
  return `WITH RECURSIVE ${source.slice(name, end + 1)} SELECT * FROM ${source.slice(name, source.nameEnd(name) + 1)}`;
}

function sameQuery({ tree }: Statement, query: Struct, how: { wrapped: boolean }): boolean {
  if (!how.wrapped) return sameTree(query["ctequery"], { [tree.kind]: tree.body }, NOTHING);
  const [own] = list(struct(tree.body["withClause"])["ctes"]);
  return sameTree(query, bodyOf(own, "CommonTableExpr"), NOTHING);
}

function refuseSearch(): Refusal {
  return refuse("construct-not-allowed", "SEARCH and CYCLE cannot stand beside queries that change rows.", {
    rule: "write-forms",
    remedy: "Leave them out, or read with a SELECT of its own.",
  });
}

const NOTHING = new Map<unknown, unknown>();
