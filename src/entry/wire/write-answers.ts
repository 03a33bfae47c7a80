// What a write came to, as a client of PostgreSQL reads it: the tag of a command that was carried out, or why nothing was changed.

import type { WriteResult } from "../../gate/writing.ts";
import type { Report } from "./server-messages.ts";
import { WAITS_FOR_APPROVAL } from "./sqlstate-of.ts";

/** The command tag (PostgreSQL manual, 54.7, CommandComplete) of a write that was carried out; null for one that was not. */
export function tagOfWrite({ status, effect, row_count: rows }: WriteResult, text: string): string | null {
  if (status !== "executed") return null;
  const [first = "", second = ""] = withoutComments(text).toUpperCase().match(/\w+/g) ?? [];
  const verb = first === "WITH" ? (effect[0]?.verb ?? "UPDATE").toUpperCase() : first;
  if (verb === "INSERT") return `INSERT 0 ${rows}`;
  return ["UPDATE", "DELETE", "MERGE"].includes(verb) ? `${verb} ${rows}` : `${first} ${second}`;
}

/** Of a write that was not carried out. */
export function reportOfWrite({ status, request, replaced_by: renewed, risk = [], next }: WriteResult): Report {
  const rules = risk.map(({ rule, reason }) => `${rule}: ${reason}`).join("\n");
  const id = renewed ?? request;
  const base = { severity: "ERROR", sqlstate: WAITS_FOR_APPROVAL, ...(rules !== "" && { detail: rules }) } as const;
  if (status === "approval_needed") {
    return {
      ...base,
      message: "The write needs approval, and nobody was asked. Nothing was changed.",
      hint: "SET gatehouse.reason = '…' in words for the person who decides, and send it again.",
    };
  }
  if ((status === "pending_approval" || status === "stale") && id !== undefined) {
    const stale = status === "stale" ? "What it would do has changed since it was asked for. " : "";
    return {
      ...base,
      message: `${stale}The write waits for approval: request ${id}. Nothing was changed.`,
      hint: `A person decides: gatehouse approvals show ${id}. Send the same statement again once it is approved.`,
    };
  }
  return { ...base, message: `The write is ${status}. Nothing was changed.`, hint: next };
}

function withoutComments(text: string): string {
  return text.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, "");
}
