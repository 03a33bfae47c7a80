// What a period of the ledger comes to, entry by entry: who did what to which classes of data, what was refused by which rule, how approvals
// went and who decided, and every administrative act. Entries are pushed in order; nothing is kept but counts and the places to look at.

import { approvalsOf, isApprovalStep } from "../entry/entry-terms.ts";
import type { LedgerRecord } from "../entry/ledger-record.ts";

/** A count, and the first entries that it counts. */
export interface Counted {
  count: number;
  readonly samples: number[];
}

export interface CallerActivity {
  readonly caller: string;
  readonly role: string;
  readonly owner: string | null;
  readonly clients: Set<string>;
  calls: number;
  denied: number;
  asked: number;
  rows: number;
  bytes: number;
}

export interface ClassActivity {
  readonly class: string;
  readonly caller: string;
  readonly treatments: Set<string>;
  readonly tables: Set<string>;
  readonly touched: Counted;
  rows: number;
}

export interface ApprovalTrail {
  readonly id: string;
  requester: string | null;
  owner: string | null;
  database: string | null;
  rule: string | null;
  /** Who decided how, by a key of which assurance. */
  readonly decisions: {
    readonly approver: string;
    readonly decision: string;
    readonly assurance: string;
    readonly entry: number;
  }[];
  state: string;
  changed: number | null;
  readonly entries: Counted;
}

export interface Act {
  readonly index: number;
  readonly time: string;
  readonly kind: string;
  readonly who: string;
  readonly what: string;
}

export interface Evidence {
  entries: number;
  first: LedgerRecord | null;
  last: LedgerRecord | null;
  readonly callers: Map<string, CallerActivity>;
  readonly classes: Map<string, ClassActivity>;
  readonly refusals: Map<string, Counted & { readonly code: string; readonly rule: string }>;
  readonly approvals: Map<string, ApprovalTrail>;
  /** Reads by what was opened in an emergency, by its request. */
  readonly openingUses: Map<string, Counted & { rows: number }>;
  readonly acts: Act[];
  /** Administrative acts beyond those that are listed. */
  actsLeftOut: number;
  readonly policies: Set<string>;
  /** Entries of each kind. */
  readonly kinds: Map<string, number>;
}

const SAMPLES = 5;
const ACTS = 500;

export class EvidenceCollector {
  readonly evidence: Evidence = {
    entries: 0,
    first: null,
    last: null,
    callers: new Map(),
    classes: new Map(),
    refusals: new Map(),
    approvals: new Map(),
    openingUses: new Map(),
    acts: [],
    actsLeftOut: 0,
    policies: new Set(),
    kinds: new Map(),
  };

  push(record: LedgerRecord): void {
    const { evidence } = this;
    evidence.entries += 1;
    evidence.first ??= record;
    evidence.last = record;
    evidence.kinds.set(record.kind, (evidence.kinds.get(record.kind) ?? 0) + 1);
    if (record.policy !== undefined) evidence.policies.add(record.policy);
    if (record.kind === "call") this.#call(record);
    else if (isApprovalStep(record.kind)) this.#step(record);
    else this.#act(record);
  }

  #call(record: LedgerRecord): void {
    const { callers, classes, refusals } = this.evidence;
    const { caller, agent, decision, result, detail, index } = record;
    const name = caller?.principal ?? "-";
    const activity = known(callers, JSON.stringify([name, caller?.role]), () => ({
      caller: name,
      role: caller?.role ?? "-",
      owner: caller?.owner ?? null,
      clients: new Set<string>(),
      calls: 0,
      denied: 0,
      asked: 0,
      rows: 0,
      bytes: 0,
    }));
    activity.calls += 1;
    if (decision?.effect === "deny") activity.denied += 1;
    if (decision?.effect === "ask") activity.asked += 1;
    if (agent?.client !== undefined) activity.clients.add(agent.client);
    const released = decision?.effect === "allow" ? (result?.rows ?? 0) : 0;
    for (const id of idsIn(detail?.["break-glass"])) {
      const use = known(this.evidence.openingUses, id, () => ({ count: 0, samples: [], rows: 0 }));
      note(use, index);
      use.rows += released;
    }
    activity.rows += released;
    activity.bytes += result?.bytes ?? 0;
    if (decision?.effect === "deny") {
      const { code = "-", rule } = decision;
      note(
        known(refusals, JSON.stringify([code, rule]), () => ({ code, rule, count: 0, samples: [] })),
        index,
      );
      return;
    }
    const counted = new Set<string>(); // a class that is read and written in one call is one call's
    for (const { relation, access, classes: touched, treatments } of record.touched ?? []) {
      if (access === "describe") continue;
      for (const dataClass of touched) {
        const seen = known(classes, JSON.stringify([dataClass, name]), () => ({
          class: dataClass,
          caller: name,
          treatments: new Set<string>(),
          tables: new Set<string>(),
          touched: { count: 0, samples: [] },
          rows: 0,
        }));
        seen.tables.add(relation);
        if (!counted.has(dataClass)) {
          counted.add(dataClass);
          note(seen.touched, index);
          seen.rows += released;
        }
        for (const treatment of Object.values(treatments)) seen.treatments.add(treatment);
        if (Object.keys(treatments).length === 0) seen.treatments.add(access === "write" ? "written" : "clear");
      }
    }
  }

  #step(record: LedgerRecord): void {
    const { kind, caller, decision, detail, target, index } = record;
    if (detail?.["approval"] === "break-glass") return; // a list of its own: who asks signs for it alone
    for (const id of approvalsOf(record)) {
      const trail = known(this.evidence.approvals, id, () => ({
        id,
        requester: null,
        owner: null,
        database: null,
        rule: null,
        decisions: [],
        state: "-",
        changed: null,
        entries: { count: 0, samples: [] },
      }));
      note(trail.entries, index);
      trail.database ??= target?.database ?? null;
      if (kind === "approval.requested") {
        trail.requester = caller?.principal ?? null;
        trail.owner = caller?.owner ?? null;
        trail.rule = decision?.rule ?? null;
      } else if (kind === "write.committing" || kind === "write.outcome") {
        // what needed nobody has no request; and what was asked for earlier is carried out by who asked
        trail.requester ??= caller?.principal ?? null;
        trail.owner ??= caller?.owner ?? null;
      }
      if (typeof detail?.["decision"] === "string" && kind !== "approval.refused") {
        const { assurance = "-" } = detail;
        trail.decisions.push({
          approver: caller?.principal ?? "-",
          decision: detail["decision"],
          assurance: String(assurance),
          entry: index,
        });
      }
      if (typeof detail?.["state"] === "string" && kind !== "approval.refused") trail.state = detail["state"];
      if (typeof detail?.["changed"] === "number") trail.changed = detail["changed"];
    }
  }

  #act(record: LedgerRecord): void {
    const { acts } = this.evidence;
    if (acts.length >= ACTS) {
      this.evidence.actsLeftOut += 1;
      return;
    }
    const { index, time, kind, caller, detail, reason, decision } = record;
    const words = Object.entries(detail ?? {}).filter(([name]) => name !== "account");
    const what = words.map(([name, value]) => `${name} ${String(value)}`);
    if (decision?.effect === "deny") what.unshift("DENIED");
    if (reason !== undefined) what.push(`“${reason}”`);
    acts.push({
      index,
      time,
      kind,
      who: caller?.principal ?? String(detail?.["account"] ?? "-"),
      what: what.join("; "),
    });
  }
}

/** Who asked decides on it, or the person who answers for who asked. */
export function breaksSeparation({ requester, owner, decisions }: ApprovalTrail): boolean {
  return decisions.some(
    ({ approver, decision }) => decision === "approve" && (approver === requester || approver === owner),
  );
}

function idsIn(value: unknown): readonly string[] {
  return typeof value === "string" ? value.split(" ") : [];
}

function known<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function note(counted: Counted, index: number): void {
  counted.count += 1;
  if (counted.samples.length < SAMPLES) counted.samples.push(index);
}
