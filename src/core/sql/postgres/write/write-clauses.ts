// Cuts an INSERT, UPDATE or DELETE into the texts of its clauses. The parser says where some of them begin and none of them end,
// so the ends are found among the tokens; what was cut is compared with the tree before it is used (compose-rows.ts).

import type { Verb } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Statement } from "../parse-text.ts";
import type { SourceText } from "../source-text.ts";
import { bodyOf, list, type Struct, struct, unwrap, word } from "../tree.ts";

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
  /** `ON CONFLICT … DO NOTHING` as written; empty without it. */
  readonly conflictText: string;
  /** `OVERRIDING … VALUE`; empty without it. */
  readonly overridingText: string;
  /** What stands after RETURNING; empty without it. */
  readonly returningText: string;
}

export interface Assignment {
  readonly column: string;
  /** The value's tree; null for DEFAULT. */
  readonly value: unknown;
  readonly text: string;
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

  cut(): WriteClauses {
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
      conflictText: "",
      overridingText: "",
    };
    if (this.#verb === "insert") return { ...common, ...this.#insert(nameFrom, returning) };
    const where = this.#find("where", name) ?? returning;
    const sets = list(this.#body["targetList"]);
    const [firstSet] = sets;
    const setAt = firstSet === undefined ? name : this.#locate(firstSet);
    const from = this.#find(this.#verb === "update" ? "from" : "using", setAt) ?? where;
    const bounded = Math.min(from, where);
    return {
      ...common,
      targetText: this.#slice(nameFrom, this.#verb === "update" ? setAt - 1 : bounded),
      assignments: sets.map((set, index) => this.#assignment(set, sets[index + 1], bounded)),
      fromText: from < where ? this.#slice(from + 1, where) : "",
      whereText: this.#slice(where + 1, returning),
    };
  }

  #insert(
    nameFrom: number,
    returning: number,
  ): Pick<WriteClauses, "targetText" | "sourceText" | "conflictText" | "overridingText"> {
    const source = this.#source;
    const name = source.tokenAt(Number(struct(this.#body["relation"])["location"]));
    let at = source.nameEnd(name) + 1;
    if (source.is(at, "as")) at = source.nameEnd(at + 1) + 1;
    const targetText = this.#slice(nameFrom, at);
    if (list(this.#body["cols"]).length > 0) at = source.closing(at) + 1;
    const overriding = source.is(at, "overriding") ? this.#slice(at, at + 3) : "";
    if (overriding !== "") at += 3;
    const clause = struct(this.#body["onConflictClause"]);
    const conflict =
      this.#body["onConflictClause"] === undefined ? returning : source.tokenAt(Number(clause["location"]));
    const none = this.#body["selectStmt"] === undefined;
    return {
      targetText,
      overridingText: overriding,
      sourceText: none ? "" : this.#slice(at, conflict),
      conflictText: this.#slice(conflict, returning),
    };
  }

  #assignment(set: unknown, next: unknown, end: number): Assignment {
    const target = struct(bodyOf(set, "ResTarget"));
    const equals = this.#source.nameEnd(this.#locate(set)) + 1;
    const last = next === undefined ? end : this.#locate(next) - 1;
    const value = target["val"];
    return {
      column: word(target["name"]) ?? "",
      value: unwrap(value)?.kind === "SetToDefault" ? null : value,
      text: this.#slice(equals + 1, last),
    };
  }

  #locate(target: unknown): number {
    return this.#source.tokenAt(Number(struct(bodyOf(target, "ResTarget"))["location"]));
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
    const [first, last] = [this.#source.tokens[from], this.#source.tokens[to - 1]];
    return from >= to || first === undefined || last === undefined
      ? ""
      : this.#source.text.slice(first.start, last.end);
  }
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
  for (const item of list(body["targetList"])) {
    const target = struct(bodyOf(item, "ResTarget"));
    if (list(target["indirection"]).length > 0) {
      return unfit("An assignment to a part of a column is not possible.", "Assign the whole column.");
    }
    if (unwrap(target["val"])?.kind === "MultiAssignRef") {
      return unfit(
        "An assignment of several columns at once is not possible.",
        "Assign each column by itself: SET a = …, b = ….",
      );
    }
  }
  if (list(body["cols"]).some((item) => list(struct(bodyOf(item, "ResTarget"))["indirection"]).length > 0)) {
    return unfit("An assignment to a part of a column is not possible.", "Name whole columns.");
  }
  const conflict = struct(body["onConflictClause"]);
  if (body["onConflictClause"] !== undefined && conflict["action"] !== "ONCONFLICT_NOTHING") {
    return unfit(
      "ON CONFLICT DO UPDATE cannot be governed.",
      "Send an UPDATE for the rows that are there, and an INSERT with ON CONFLICT DO NOTHING for the others.",
    );
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
