// What identities did in a period, as a review needs it: which tables and columns each reached, in which role. Entries are pushed in order.

import type { LedgerRecord } from "../ledger/entry/ledger-record.ts";

export interface TableUsage {
  readonly database: string;
  /** `schema.name` */
  readonly relation: string;
  reads: number;
  writes: number;
  readonly columns: Set<string>;
}

export interface IdentityUsage {
  readonly identity: string;
  readonly role: string;
  calls: number;
  denied: number;
  /** RFC 3339, of the newest call. */
  last: string;
  /** By database and relation. */
  readonly tables: Map<string, TableUsage>;
}

export class AccessUsage {
  readonly #known = new Map<string, IdentityUsage>();

  push(record: LedgerRecord): void {
    const { kind, caller, target, touched, decision, time } = record;
    if (kind !== "call" || caller === undefined) return;
    const key = JSON.stringify([caller.principal, caller.role]);
    const usage = this.#known.get(key) ?? {
      identity: caller.principal,
      role: caller.role,
      calls: 0,
      denied: 0,
      last: time,
      tables: new Map<string, TableUsage>(),
    };
    this.#known.set(key, usage);
    usage.calls += 1;
    usage.last = time;
    if (decision?.effect === "deny") {
      usage.denied += 1;
      return;
    }
    for (const { relation, access, columns } of touched ?? []) {
      if (access === "describe" || target === undefined) continue;
      const place = tableKey(target.database, relation);
      const table = usage.tables.get(place) ?? {
        database: target.database,
        relation,
        reads: 0,
        writes: 0,
        columns: new Set<string>(),
      };
      usage.tables.set(place, table);
      if (access === "write") table.writes += 1;
      else table.reads += 1;
      for (const column of columns) table.columns.add(column);
    }
  }

  all(): readonly IdentityUsage[] {
    return [...this.#known.values()];
  }

  of(identity: string, role: string): IdentityUsage | null {
    return this.#known.get(JSON.stringify([identity, role])) ?? null;
  }
}

export function tableKey(database: string, relation: string): string {
  return JSON.stringify([database, relation]);
}
