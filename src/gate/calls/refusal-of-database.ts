// What the caller is told when the database refuses a statement: our code, our sentence, our remedy, by SQLSTATE.
// PostgreSQL manual, appendix A, "PostgreSQL Error Codes"; SQLite, "Result and Error Codes".

import type { Governance } from "../../core/model/governed-relation.ts";
import { type Refusal, type RefusalCode, refuse } from "../../core/model/refusal.ts";
import type { RelationKey } from "../../core/model/relation-name.ts";
import type { UnfitParameter } from "../../core/model/unfit-value.ts";
import { didYouMean, writtenName } from "../../core/model/written-name.ts";
import { nearNames } from "../../core/policy/near-names.ts";

interface DatabaseError {
  readonly sqlstate: string;
  readonly message: string | null;
  readonly unfit?: UnfitParameter;
}

interface Rule {
  readonly code: RefusalCode;
  /** Said when the server's own sentence may not be repeated. */
  readonly message: string;
  readonly remedy: string;
}

/** Longest prefix first. Everything that no prefix names is a `data-error` that says nothing more. */
const RULES: Readonly<Record<string, Rule>> = {
  "42703": {
    code: "unknown-column",
    message: "A column that the statement names does not exist.",
    remedy: "Call describe-schema for the columns of the table.",
  },
  "42702": {
    code: "ambiguous-name",
    message: "A column name fits several tables.",
    remedy: "Write the table's alias in front of it.",
  },
  "42P18": {
    code: "parameter-type",
    message: "The type of a parameter cannot be determined.",
    remedy: "Cast the parameter, as in $1::text.",
  },
  "42P08": {
    code: "parameter-type",
    message: "A parameter is used as two types.",
    remedy: "Cast it wherever it stands, as in $1::text IS NULL OR name = $1::text, or give a parameter for each use.",
  },
  "42501": {
    code: "database-privilege",
    message: "Gatehouse's own database role lacks a privilege that this statement needs.",
    remedy: "Ask the operator to run gatehouse check.",
  },
  "42": {
    code: "invalid-statement",
    message: "The database finds the statement invalid.",
    remedy: "Correct the statement; describe-schema shows tables, columns and types.",
  },
  "22P02": {
    code: "data-error",
    message: "A value or a parameter cannot be read as the type that is wanted.",
    remedy: "Check the parameters' types and the casts; masked columns may hold masks.",
  },
  "08P01": {
    code: "parameter-count",
    message: "The number of parameters does not fit the statement.",
    remedy: "Give exactly one value for each of $1, $2, …",
  },
  "22": {
    code: "data-error",
    message: "The statement failed on a value: a cast, a division, a range or a format that does not fit.",
    remedy: "Guard the expression, for example with NULLIF or CASE; masked columns may hold masks.",
  },
  "21": {
    code: "data-error",
    message: "A subquery used as an expression gave more than one row.",
    remedy: "Add LIMIT 1, or use IN or an aggregate.",
  },
  "23": {
    code: "constraint",
    message: "A constraint of the database refuses the change, and nothing was changed.",
    remedy:
      "Look at keys, references and required columns with describe-schema; columns that you do not see count too.",
  },
  "25006": {
    code: "write-not-possible",
    message: "The session is read-only.",
    remedy: "Write the statement so that it only reads.",
  },
  "57014": {
    code: "time-limit",
    message: "The statement ran longer than its time limit.",
    remedy: "Narrow it with WHERE or LIMIT, or aggregate less at once.",
  },
  "54001": {
    code: "statement-too-deep",
    message: "The statement is nested too deeply for the database.",
    remedy: "Flatten it, for example with common table expressions.",
  },
  "54": {
    code: "resource-limit",
    message: "The statement goes beyond a limit of the database.",
    remedy: "Use fewer columns, joins or arguments.",
  },
  "53": {
    code: "resource-limit",
    message: "The database ran out of a resource for this statement.",
    remedy: "Narrow it with WHERE or LIMIT, or try again later.",
  },
  "40": {
    code: "database-busy",
    message: "The database gave the statement up in favour of another one.",
    remedy: "Try again.",
  },
  "55": {
    code: "database-busy",
    message: "The table is locked by another session.",
    remedy: "Try again in a moment.",
  },
  "0A": {
    code: "invalid-statement",
    message: "The database does not support what the statement asks for.",
    remedy: "Write it in another way.",
  },
  SQLITE_ERROR: {
    code: "invalid-statement",
    message: "The database refused the statement.",
    remedy: "Correct the statement; describe-schema shows tables, columns and types.",
  },
  SQLITE_CONSTRAINT: {
    code: "constraint",
    message: "A constraint of the database refuses the change, and nothing was changed.",
    remedy:
      "Look at keys, references and required columns with describe-schema; columns that you do not see count too.",
  },
  SQLITE_BUSY: {
    code: "database-busy",
    message: "The database is locked by a writer.",
    remedy: "Try again in a moment.",
  },
  SQLITE_INTERRUPT: {
    code: "time-limit",
    message: "The statement ran longer than its time limit.",
    remedy: "Narrow it with WHERE or LIMIT, or aggregate less at once.",
  },
  SQLITE_NOMEM: {
    code: "resource-limit",
    message: "The statement needs more memory than it may have.",
    remedy: "Narrow it with WHERE or LIMIT.",
  },
  SQLITE_TOOBIG: {
    code: "resource-limit",
    message: "A value or the statement is larger than the database allows.",
    remedy: "Use smaller values or fewer terms.",
  },
  SQLITE_READONLY: {
    code: "write-not-possible",
    message: "The session is read-only.",
    remedy: "Write the statement so that it only reads.",
  },
  SQLITE_READONLY_: {
    code: "database-unavailable",
    message: "The database's file or its journal cannot be used as it is now.",
    remedy: "Try again in a moment; if it stays so, ask the operator to look at the file and its folder.",
  },
  SQLITE_RANGE: {
    code: "parameter-count",
    message: "The number of parameters does not fit the statement.",
    remedy: "Give exactly one value for each parameter.",
  },
};

const UNNAMED: Rule = {
  code: "data-error",
  message: "The database refused the statement.",
  remedy: "Simplify the statement until it runs, then add to it.",
};

/** SQLite says with one code what PostgreSQL says with many; its safe sentences tell them apart. */
const SQLITE_SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^no such column/, "42703"],
  [/^ambiguous column name/, "42702"],
];

export function refusalOfDatabase(
  error: DatabaseError,
  visible: { governance: Governance; reads: readonly RelationKey[] },
): Refusal {
  if (error.unfit !== undefined) return refuseUnfit(error.unfit, error.sqlstate);
  const rule = ruleFor(error);
  const near = rule.code === "unknown-column" ? nearColumns(error, visible) : null;
  return refuse(rule.code, error.message === null ? rule.message : sentence(error.message), {
    rule: "database",
    remedy: near === null ? rule.remedy : `${near} ${rule.remedy}`,
    sqlstate: error.sqlstate,
  });
}

function refuseUnfit({ parameter, given, type }: UnfitParameter, sqlstate: string): Refusal {
  const article = given === "list" ? "a list" : "an object";
  const what = type === null ? "holds no JSON" : `is of type ${type}`;
  return refuse("parameter-type", `Parameter ${parameter} ${what}, and ${article} was given.`, {
    rule: "parameters",
    remedy:
      given === "list"
        ? "Send one value; a list is for a parameter of an array type, as in `= ANY($1)`, or of type json."
        : "Send it as a string, as answers show values of this type; an object is for a parameter of type json.",
    sqlstate,
  });
}

function ruleFor({ sqlstate, message }: DatabaseError): Rule {
  const said = SQLITE_SENTENCES.find(([pattern]) => message !== null && pattern.test(message))?.[1];
  const code = said ?? sqlstate;
  for (let length = code.length; length >= 2; length--) {
    const rule = RULES[code.slice(0, length)];
    if (rule !== undefined) return rule;
  }
  return UNNAMED;
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}

/** Visible columns of the tables that the statement reads, near to the name that the database did not find. */
function nearColumns(
  { message, sqlstate }: DatabaseError,
  visible: { governance: Governance; reads: readonly RelationKey[] },
): string | null {
  const name = message === null ? undefined : (/"([^"]+)"/.exec(message)?.[1] ?? /column:? (\S+)/.exec(message)?.[1]);
  if (name === undefined) return null;
  const columns = visible.reads.flatMap(
    (key) => visible.governance.get(key)?.columns.map(({ column }) => column.name) ?? [],
  );
  const written = name.slice(name.lastIndexOf(".") + 1);
  const engine = sqlstate.startsWith("SQLITE") ? "sqlite" : "postgres";
  const near = nearNames(written, columns).map((column) => writtenName(column, engine));
  return didYouMean(near, written);
}
