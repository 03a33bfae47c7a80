// WITH: which name means which query, from where. Without RECURSIVE a query sees only those before it; with it, all see all.

import { childrenOf } from "../lists/node-list.ts";
import { bodyOf, isStruct, list, names, struct, unwrap, word } from "../parse/tree.ts";
import { columnsOf, type Output, renameColumns } from "./outputs.ts";
import type { Cte, Env, SelectPlace } from "./place.ts";
import { addArm, unsupported, type Walk } from "./reading.ts";
import { Flow, Level } from "./scope.ts";
import { walkAll } from "./walk-expression.ts";

export function findCte(env: Env | null, name: string): Cte | null {
  for (let here = env; here !== null; here = here.next) if (here.cte.name === name) return here.cte;
  return null;
}

export function openWith(walk: Walk, clause: unknown, place: SelectPlace): { env: Env | null; ctes: readonly Cte[] } {
  if (!isStruct(clause)) return { env: place.env, ctes: [] };
  if (childrenOf("WithClause", clause) === null) unsupported(walk, "WithClause", clause["location"]);
  const recursive = clause["recursive"] === true;
  const ctes: Cte[] = [];
  let env = place.env;
  for (const item of list(clause["ctes"])) {
    const body = bodyOf(item, "CommonTableExpr");
    if (body === null || childrenOf("CommonTableExpr", body) === null) {
      unsupported(walk, "CommonTableExpr");
      continue;
    }
    const cte: Cte = {
      name: word(body["ctename"]) ?? "",
      body,
      recursive,
      references: 0,
      parent: place.parent,
      env,
      state: "new",
      columns: [],
      complete: false,
    };
    ctes.push(cte);
    env = { cte, next: env };
  }
  if (recursive) for (const cte of ctes) cte.env = env;
  return { env, ctes };
}

/** Walks the query of a CTE, once; within itself it is seen as far as it is known. */
export function visitCte(walk: Walk, cte: Cte): void {
  if (cte.state !== "new") return;
  cte.state = "visiting";
  const aliases = names(cte.body["aliascolnames"]) ?? [];
  const extra = extraColumns(walk, cte);
  const flows: Flow[] = [];
  const settle = (outputs: readonly Output[]): void => {
    const blurred = outputs.some(({ fromStar, open }) => fromStar || open);
    const columns = renameColumns(columnsOf(outputs), aliases, blurred).map((column, index) => {
      const flow = (flows[index] ??= new Flow());
      flow.from.push(column.flow);
      walk.reading.named.columns.set(flow, cte);
      addArm(walk, flow, column);
      return { ...column, flow };
    });
    for (const { from, flow } of extra) {
      const named = columns.filter(({ name }) => from.includes(name));
      flow.from.push(...(named.length === from.length ? named : columns).map((column) => column.flow));
    }
    cte.columns = [...columns, ...extra.map(({ name, flow }) => ({ name, flow, base: null, members: [] }))];
    cte.complete = outputs.every(({ open }) => !open);
  };
  const query = cte.body["ctequery"];
  const op = unwrap(query)?.body["op"];
  const onFirstArm = cte.recursive && op === "SETOP_UNION" ? { onFirstArm: settle } : {};
  settle(walk.walkQuery(walk, query, { env: cte.env, parent: cte.parent, sink: null, ...onFirstArm }));
  cte.state = "done";
}

/** A column that SEARCH or CYCLE adds: it is made of columns of the query. */
interface ExtraColumn {
  readonly name: string;
  readonly from: readonly string[];
  readonly flow: Flow;
}

function extraColumns(walk: Walk, cte: Cte): readonly ExtraColumn[] {
  const search = struct(cte.body["search_clause"]);
  const cycle = struct(cte.body["cycle_clause"]);
  if (childrenOf("CTESearchClause", search) === null) unsupported(walk, "SEARCH", search["location"]);
  if (childrenOf("CTECycleClause", cycle) === null) unsupported(walk, "CYCLE", cycle["location"]);
  const marks = new Flow();
  const place = { env: cte.env, level: new Level(null, cte.body), sink: marks };
  walkAll(walk, cycle["cycle_mark_value"], place);
  walkAll(walk, cycle["cycle_mark_default"], place);
  const [searched, followed] = [names(search["search_col_list"]) ?? [], names(cycle["cycle_col_list"]) ?? []];
  const made = (name: unknown, from: readonly string[]): readonly ExtraColumn[] =>
    typeof name === "string" ? [{ name, from, flow: Flow.of(marks) }] : [];
  return [
    ...made(search["search_seq_column"], searched),
    ...made(cycle["cycle_mark_column"], followed),
    ...made(cycle["cycle_path_column"], followed),
  ];
}
