// The tool `ledger-search`: entries that fit a filter, for roles that read the ledger. It reaches no database, and is recorded like any call;
// what was searched for is sealed aside, since it can name a person.

import type { LedgerRecord } from "../../core/ledger/entry/ledger-record.ts";
import { type LedgerFilter, readFilter, type WrittenFilter } from "../../core/ledger/search/ledger-filter.ts";
import { Failure } from "../../core/model/failure.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Role } from "../../core/policy/policy.ts";
import { type Answer, type CallContext, identifyRole, type Outcome, recordCall } from "../calls.ts";

export interface SearchRequest {
  /** Attacker-controlled. */
  readonly filter: WrittenFilter;
  readonly limit: number;
  /** Where the last page ended: its `next_cursor`. */
  readonly cursor: number | null;
}

export interface SearchResult {
  /** Newest first; each as it stands in the ledger. */
  readonly entries: readonly LedgerRecord[];
  readonly next_cursor?: number;
}

/** Characters of a page's JSON: a model reads it. */
const LARGEST_PAGE = 200_000;

export function searchForAuditor(request: SearchRequest, context: CallContext): Promise<Answer<SearchResult>> {
  const { gatehouse, caller } = context;
  return recordCall("ledger-search", context, async (callRecord): Promise<Outcome<SearchResult>> => {
    const names = Object.entries(request.filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    callRecord.sealed = { statement: null, parameters: JSON.stringify(request) };
    callRecord.detail = { filter: names.join(" ") };
    const policy = gatehouse.policy();
    callRecord.policyDigest = policy.digest;
    const role = identifyRole(caller, policy);
    if ("code" in role) return role;
    if (!role.readsLedger) return refuseLedger(role, "read");
    callRecord.rule = `role ${role.name}`;
    const filter = filterOrRefusal(request.filter);
    if ("code" in filter) return filter;
    const page = await gatehouse.audit.search(filter, request);
    const entries = fitEntries(page.entries);
    const cut = entries.length < page.entries.length;
    const next = cut ? (entries.at(-1)?.index ?? page.next) : page.next;
    return {
      kind: "result",
      rows: entries.length,
      truncated: next !== null,
      result: { entries, ...(next !== null && { next_cursor: next }) },
    };
  });
}

export function refuseLedger({ name }: Role, what: "read" | "verify"): Refusal {
  return refuse("role-reads-no-ledger", `The role ${name} does not ${what} the ledger.`, {
    rule: `role ${name}`,
    remedy: "Connect with a role that does, such as compliance-auditor.",
  });
}

function filterOrRefusal(written: WrittenFilter): LedgerFilter | Refusal {
  try {
    return readFilter(written);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refuse("invalid-input", error.message, {
      rule: "input",
      remedy: "Correct that part of the filter, or leave it out.",
    });
  }
}

/** From the first on, as many as fit; always one. */
function fitEntries(entries: readonly LedgerRecord[]): readonly LedgerRecord[] {
  let size = 0;
  const kept = entries.findIndex((entry, place) => {
    size += JSON.stringify(entry).length;
    return size > LARGEST_PAGE && place > 0;
  });
  return kept < 0 ? entries : entries.slice(0, kept);
}
