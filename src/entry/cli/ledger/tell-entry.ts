// One entry as a sentence: who did what, what became of it, and what it touched.

import type { LedgerRecord } from "../../../core/ledger/entry/ledger-record.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";

export function tellEntry(entry: LedgerRecord): string {
  return `${[whoAndWhat(entry), outcome(entry)].filter((part) => part !== "").join("; ")}.${touchedBy(entry)}`;
}

function whoAndWhat({ kind, tool, caller, agent, target, detail, correlation }: LedgerRecord): string {
  const who =
    caller === undefined
      ? "Gatehouse"
      : `${visibleLine(caller.principal)}${caller.owner === undefined ? "" : ` (of ${visibleLine(caller.owner)})`} as ${visibleLine(caller.role)}`;
  const client = agent?.client === undefined ? "" : ` with ${visibleLine(agent.client)}`;
  const where = target === undefined ? "" : ` on ${visibleLine(target.database)}`;
  if (tool !== undefined) return `${who}${client} called ${visibleLine(tool)}${where}`;
  const about = kind.startsWith("approval.") ? ` of request ${correlation}` : aboutOf(detail);
  return `${who}${client} left ${kind}${about}${where}`;
}

function aboutOf(detail: LedgerRecord["detail"]): string {
  const named = ["lock", "name", "identity", "request", "review", "principal"].flatMap((name) => {
    const value = detail?.[name];
    return value === undefined || value === "" ? [] : [visibleLine(String(value))];
  });
  return named.length === 0 ? "" : ` (${named.join(" ")})`;
}

const EFFECTS: Readonly<Record<string, string>> = {
  allow: "it was allowed",
  ask: "it has to be approved",
  deny: "it was refused",
};

function outcome({ decision, result }: LedgerRecord): string {
  if (decision === undefined) return "";
  const code = decision.code === undefined ? "" : ` as ${decision.code}`;
  const decided = `${EFFECTS[decision.effect] ?? decision.effect}${code} by ${visibleLine(decision.rule)}`;
  if (result === undefined) return decided;
  const rows = `${result.rows} ${result.rows === 1 ? "row" : "rows"}${result.truncated ? ", cut short," : ""}`;
  return `${decided}, with ${rows} in ${(result.microseconds / 1_000).toFixed(1)} ms`;
}

function touchedBy({ touched = [] }: LedgerRecord): string {
  const parts = touched.map(({ relation, access, columns, treatments, rowFilter }) => {
    const shown = columns.map(
      (column) => `${column}${treatments[column] === undefined ? "" : ` as ${treatments[column]}`}`,
    );
    const filtered = rowFilter ? ", some rows" : "";
    return visibleLine(`${access} ${relation}${shown.length === 0 ? "" : ` (${shown.join(", ")})`}${filtered}`);
  });
  return parts.length === 0 ? "" : ` It touched: ${parts.join("; ")}.`;
}
