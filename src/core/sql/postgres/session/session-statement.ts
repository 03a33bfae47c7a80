// What a text of the simple query protocol holds (PostgreSQL manual, 54.2.2): statements, of which some are about the session alone and never
// reach a database: they begin and end transactions, show and set what a session has, and let go of what it keeps.
// Everything else is a statement to govern. A text that cannot be read is one, too: the gate says why, and records it.

import { splitText } from "../parse/parse-text.ts";
import { bodyOf, list, type Node, type Struct, struct, whole, word } from "../parse/tree.ts";

export type SessionCommand =
  | { readonly kind: "begin"; readonly modes: readonly TransactionMode[] }
  | { readonly kind: "commit" | "rollback"; readonly chain: boolean }
  | { readonly kind: "savepoint" | "release" | "rollback-to"; readonly name: string }
  /** `value` is null for the setting's own default; several are joined by commas. */
  | { readonly kind: "set"; readonly name: string; readonly value: string | null }
  | { readonly kind: "set-transaction"; readonly modes: readonly TransactionMode[] }
  | { readonly kind: "show"; readonly name: string }
  | { readonly kind: "reset-all" }
  | { readonly kind: "discard"; readonly all: boolean }
  | { readonly kind: "deallocate"; readonly name: string | null }
  /** About the session, and not available. */
  | { readonly kind: "unavailable"; readonly what: string };

/** `transaction_isolation`, `transaction_read_only` or `transaction_deferrable`, and what it is to be. */
export interface TransactionMode {
  readonly name: string;
  readonly value: string;
}

export interface SplitStatement {
  readonly text: string;
  /** Null for one to govern. */
  readonly command: SessionCommand | null;
}

/** Begins like a statement to govern, and there is nothing behind it. */
const GOVERNED_ALONE = /^\s*(?:select|with|values|table|insert|update|delete|merge)\b[^;]*;?\s*$/i;

/** None for an empty text. */
export function splitStatements(text: string): readonly SplitStatement[] {
  if (GOVERNED_ALONE.test(text)) return [{ text, command: null }];
  if (/^[\s;]*$/.test(text)) return [];
  const statements = splitText(text);
  if (statements === null) return [{ text, command: null }];
  if (statements.length === 1) return statements.map(({ tree }) => ({ text, command: commandOf(tree) }));
  return statements.map((each) => ({ text: each.text, command: commandOf(each.tree) }));
}

/** By the kind of their node: what has no meaning between a client and a gate, whoever asks. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  ListenStmt: "LISTEN",
  UnlistenStmt: "UNLISTEN",
  NotifyStmt: "NOTIFY",
  LockStmt: "LOCK",
  DoStmt: "DO",
  PrepareStmt: "PREPARE",
  ExecuteStmt: "EXECUTE",
  DeclareCursorStmt: "DECLARE",
  FetchStmt: "FETCH",
  ClosePortalStmt: "CLOSE",
  CopyStmt: "COPY",
};

function commandOf({ kind, body }: Node): SessionCommand | null {
  switch (kind) {
    case "TransactionStmt":
      return transactionOf(body);
    case "VariableSetStmt":
      return settingOf(body);
    case "VariableShowStmt":
      return { kind: "show", name: (word(body["name"]) ?? "").toLowerCase() };
    case "DiscardStmt":
      return { kind: "discard", all: body["target"] === "DISCARD_ALL" };
    case "DeallocateStmt":
      return { kind: "deallocate", name: word(body["name"]) };
    default: {
      const what = UNAVAILABLE[kind];
      return what === undefined ? null : { kind: "unavailable", what };
    }
  }
}

function transactionOf(body: Struct): SessionCommand {
  const name = word(body["savepoint_name"]) ?? "";
  const chain = body["chain"] === true;
  switch (body["kind"]) {
    case "TRANS_STMT_BEGIN":
    case "TRANS_STMT_START":
      return { kind: "begin", modes: modesOf(body["options"]) };
    case "TRANS_STMT_COMMIT":
      return { kind: "commit", chain };
    case "TRANS_STMT_ROLLBACK":
      return { kind: "rollback", chain };
    case "TRANS_STMT_SAVEPOINT":
      return { kind: "savepoint", name };
    case "TRANS_STMT_RELEASE":
      return { kind: "release", name };
    case "TRANS_STMT_ROLLBACK_TO":
      return { kind: "rollback-to", name };
    default:
      return { kind: "unavailable", what: "A prepared transaction" };
  }
}

function settingOf(body: Struct): SessionCommand {
  const name = (word(body["name"]) ?? "").toLowerCase();
  switch (body["kind"]) {
    case "VAR_SET_VALUE":
      return { kind: "set", name, value: list(body["args"]).map(valueOf).join(", ") };
    case "VAR_SET_MULTI":
      return name === "transaction" || name === "session characteristics"
        ? { kind: "set-transaction", modes: modesOf(body["args"]) }
        : { kind: "unavailable", what: "SET TRANSACTION SNAPSHOT" };
    case "VAR_RESET_ALL":
      return { kind: "reset-all" };
    case "VAR_SET_DEFAULT":
    case "VAR_RESET":
      return { kind: "set", name, value: null };
    default:
      return { kind: "unavailable", what: "SET FROM CURRENT" };
  }
}

function modesOf(options: unknown): readonly TransactionMode[] {
  return list(options).flatMap((option) => {
    const element = bodyOf(option, "DefElem");
    const name = word(element?.["defname"]);
    return name === null ? [] : [{ name, value: valueOf(element?.["arg"]) }];
  });
}

/** As it is written without quotes; booleans of modes are 1 and 0. */
function valueOf(argument: unknown): string {
  const constant = bodyOf(argument, "A_Const") ?? bodyOf(bodyOf(argument, "TypeCast")?.["arg"], "A_Const");
  if (constant === null) return "";
  for (const field of ["sval", "fval"]) {
    const text = word(struct(constant[field])[field]);
    if (text !== null) return text;
  }
  if ("ival" in constant) return String(whole(struct(constant["ival"])["ival"]) ?? 0);
  if ("boolval" in constant) return struct(constant["boolval"])["boolval"] === true ? "on" : "off";
  return "";
}
