// Cuts an INSERT, UPDATE or DELETE into the texts of its clauses. The parser says where some of them begin and none of them end,
// so the ends are found among the tokens; what was cut is compared with the tree before it is used (compose-rows.ts).

import type { Verb } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { type Assignment, cutAssignments, startOf } from "./cut-assignments.ts";

export interface WriteClauses {
  readonly kind: "clauses";
  readonly verb: Verb;
  readonly body: Struct;
  /** The RangeVar's body. */
  readonly target: Struct;
  /** `WITH …` in front of the statement; empty without one. */
  readonly withText: string;
  /** The target as written: ONLY, name, star, alias. */
  readonly targetText: string;
  /** SET, in order. */
  readonly assignments: readonly Assignment[];
  /** What stands after FROM or USING; empty without it. */
  readonly fromText: string;
  /** The condition; empty without one. */
  readonly whereText: string;
  /** The query that an INSERT takes its rows from; empty for DEFAULT VALUES and other verbs. */
  readonly sourceText: string;
  readonly conflict: ConflictClause | null;
  /** `OVERRIDING … VALUE`; empty without it. */
  readonly overridingText: string;
  /** What stands after RETURNING; empty without it. */
  readonly returningText: string;
}

/** ON CONFLICT. */
export interface ConflictClause {
  readonly updates: boolean;
  /** Columns that it names, none for all conflicts; null for what is no plain list of columns. */
  readonly columns: readonly string[] | null;
  /** SET of DO UPDATE. */
  readonly assignments: readonly Assignment[];
  /** The condition of DO UPDATE; empty without one. */
  readonly whereText: string;
}

const KINDS: Readonly<Record<string, Verb>> = { InsertStmt: "insert", UpdateStmt: "update", DeleteStmt: "delete" };

/** Null when the statement is of another kind. */
export function readClauses({ source, tree }: Statement): WriteClauses | Refusal | null {
  const verb = KINDS[tree.kind];
  if (verb === undefined) return null;
  const unfit = refuseForms(tree.body, verb);
  if (unfit !== null) return unfit;
  return new Cutter(source, tree.body, verb).cut();
}

class Cutter {
  readonly #source: SourceText;
  readonly #body: Struct;
  readonly #verb: Verb;
  readonly #depths: readonly number[];
  readonly #end: number;

  constructor(source: SourceText, body: Struct, verb: Verb) {
    this.#source = source;
    this.#body = body;
    this.#verb = verb;
    this.#depths = depthsOf(source);
    let end = source.tokens.length;
    while (source.is(end - 1, ";")) end -= 1;
    this.#end = end;
  }

  cut(): WriteClauses | Refusal {
    const target = struct(this.#body["relation"]);
    const name = this.#source.tokenAt(Number(target["location"]));
    const begin = this.#backTo(name, this.#verb);
    const nameFrom = this.#verb === "update" ? begin + 1 : begin + 2; // INSERT INTO, DELETE FROM
    const returning = this.#find("returning", name) ?? this.#end;
    const common = {
      kind: "clauses" as const,
      verb: this.#verb,
      body: this.#body,
      target,
      withText: this.#slice(0, begin),
      returningText: this.#slice(returning + 1, this.#end),
      assignments: [],
      fromText: "",
      whereText: "",
      sourceText: "",
      conflict: null,
      overridingText: "",
    };
    if (this.#verb === "insert") {
      const parts = this.#insert(nameFrom, returning);
      return "code" in parts ? parts : { ...common, ...parts };
    }
    const where = this.#find("where", name) ?? returning;
    const sets = list(this.#body["targetList"]);
    const [firstSet] = sets;
    const setAt = firstSet === undefined ? name : startOf(this.#source, firstSet);
    const from = this.#find(this.#verb === "update" ? "from" : "using", setAt) ?? where;
    const bounded = Math.min(from, where);
    const assignments = cutAssignments(this.#source, { sets, end: bounded });
    if ("code" in assignments) return assignments;
    return {
      ...common,
      targetText: this.#slice(nameFrom, this.#verb === "update" ? setAt - 1 : bounded),
      assignments,
      fromText: from < where ? this.#slice(from + 1, where) : "",
      whereText: this.#slice(where + 1, returning),
    };
  }

  #insert(
    nameFrom: number,
    returning: number,
  ): Pick<WriteClauses, "targetText" | "sourceText" | "conflict" | "overridingText"> | Refusal {
    const source = this.#source;
    const name = source.tokenAt(Number(struct(this.#body["relation"])["location"]));
    let at = source.nameEnd(name) + 1;
    if (source.is(at, "as")) at = source.nameEnd(at + 1) + 1;
    const targetText = this.#slice(nameFrom, at);
    if (list(this.#body["cols"]).length > 0) at = source.closing(at) + 1;
    const overriding = source.is(at, "overriding") ? this.#slice(at, at + 3) : "";
    if (overriding !== "") at += 3;
    const clause = struct(this.#body["onConflictClause"]);
    const there = this.#body["onConflictClause"] !== undefined;
    const begin = there ? source.tokenAt(Number(clause["location"])) : returning;
    const none = this.#body["selectStmt"] === undefined;
    const conflict = there ? this.#conflict(clause, returning) : null;
    if (conflict !== null && "code" in conflict) return conflict;
    return {
      targetText,
      overridingText: overriding,
      sourceText: none ? "" : this.#slice(at, begin),
      conflict,
    };
  }

  #conflict(clause: Struct, returning: number): ConflictClause | Refusal {
    const sets = list(clause["targetList"]);
    const updates = clause["action"] === "ONCONFLICT_UPDATE";
    const first = sets.length === 0 ? returning : startOf(this.#source, sets[0]);
    const where = clause["whereClause"] === undefined ? returning : (this.#find("where", first) ?? returning);
    const assignments = cutAssignments(this.#source, { sets, end: where });
    if ("code" in assignments) return assignments;
    return {
      updates,
      columns: conflictColumns(clause),
      assignments,
      whereText: this.#slice(where + 1, returning),
    };
  }

  /** The nearest token before `number` that is this keyword. */
  #backTo(number: number, keyword: string): number {
    let at = number - 1;
    while (at > 0 && !this.#source.is(at, keyword)) at -= 1;
    return at;
  }

  /** The first such reserved word after `number` that stands in no brackets; null when there is none. */
  #find(keyword: string, number: number): number | null {
    for (let at = number + 1; at < this.#end; at++) {
      if (this.#depths[at] !== 0 || !this.#source.is(at, keyword)) continue;
      if (keyword === "from" && this.#source.is(at - 1, "distinct")) continue; // IS DISTINCT FROM
      if (this.#source.is(at - 1, ".") || this.#source.is(at - 1, "as")) continue; // a name: any word may stand there
      return at;
    }
    return null;
  }

  #slice(from: number, to: number): string {
    return this.#source.slice(from, to);
  }
}

/** Null for forms that are no plain list of columns. */
function conflictColumns(clause: Struct): readonly string[] | null {
  if (clause["infer"] === undefined) return [];
  const elements = struct(clause["infer"]);
  if (elements["whereClause"] !== undefined || elements["conname"] !== undefined) return null;
  const columns = list(elements["indexElems"]).map((element) => {
    const item = struct(bodyOf(element, "IndexElem"));
    const plain = item["expr"] === undefined && item["collation"] === undefined && item["opclass"] === undefined;
    return plain ? word(item["name"]) : null;
  });
  const plain = columns.filter((column) => column !== null);
  return plain.length === columns.length ? plain : null;
}

/** How many brackets are open at each token. */
function depthsOf(source: SourceText): readonly number[] {
  let depth = 0;
  return source.tokens.map(({ text }) => {
    if (text === ")" || text === "]") depth -= 1;
    const here = depth;
    if (text === "(" || text === "[") depth += 1;
    return here;
  });
}

/** Forms for which there is no governed shape. */
function refuseForms(body: Struct, verb: Verb): Refusal | null {
  const sets = [...list(body["targetList"]), ...list(struct(body["onConflictClause"])["targetList"])];
  if (sets.some((item) => list(struct(bodyOf(item, "ResTarget"))["indirection"]).length > 0)) {
    return unfit("An assignment to a part of a column is not possible.", "Assign the whole column.");
  }
  if (list(body["cols"]).some((item) => list(struct(bodyOf(item, "ResTarget"))["indirection"]).length > 0)) {
    return unfit("An assignment to a part of a column is not possible.", "Name whole columns.");
  }
  if (verb !== "insert" && unwrap(body["whereClause"])?.kind === "CurrentOfExpr") {
    return unfit("WHERE CURRENT OF has no cursor here.", "Choose the row by its key.");
  }
  if (list(struct(body["returningClause"])["options"]).length > 0) {
    return unfit("RETURNING WITH is not possible.", "Write RETURNING and the columns.");
  }
  return null;
}

function unfit(message: string, remedy: string): Refusal {
  return refuse("construct-not-allowed", message, { rule: "write-forms", remedy });
}
