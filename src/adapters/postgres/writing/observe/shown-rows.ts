// The changed rows as each viewer sees them: after the change, and, when it is rolled back, before it.

import type { Sample } from "../../../../core/approvals/approval-request.ts";
import { joinSamples } from "../../../../core/approvals/effect/join-samples.ts";
import { shownTable } from "../../../../core/approvals/effect/shown-table.ts";
import { type RelationName, relationKey } from "../../../../core/model/relation-name.ts";
import { groupBy } from "../../../../core/sql/cascades/cascade-graph.ts";
import { type RowsText, SAMPLE_ROWS } from "../../../../core/sql/plans/write-plan.ts";
import type { Viewers } from "../../../../gate/ports/write-transaction.ts";
import { encodeTexts } from "../../values/encode-parameter.ts";
import type { Statement } from "../run-statements.ts";
import type { FoundRow } from "./observe-rows.ts";
import type { Pair } from "./pair-rows.ts";

type Masked = ReadonlyMap<string, readonly (string | null)[]>;

interface TableOfRows {
  readonly relation: RelationName;
  readonly touched: { readonly relation: { readonly oid: number; readonly primaryKey: readonly string[] } };
  readonly pairs: readonly Pair[];
}

interface Table {
  readonly text: RowsText;
  readonly after: Masked;
  readonly before: Masked;
}

export class ShownRows {
  readonly #statement: Statement;
  readonly #viewers: Viewers["others"];
  /** Whose they are, and by oid. */
  readonly #tables = new Map<string, Map<number, Table>>();

  constructor([statement]: readonly Statement[], viewers: Viewers["others"]) {
    if (statement === undefined) throw new RangeError("a write of no statement");
    this.#statement = statement;
    this.#viewers = viewers;
  }

  async after({
    relation,
    oid,
    made,
  }: {
    relation: RelationName;
    oid: number;
    made: readonly FoundRow[];
  }): Promise<void> {
    for (const [name, textFor] of this.#viewers) {
      const text = textFor(relation);
      if (text === null) continue;
      const tables = this.#tables.get(name) ?? new Map<number, Table>();
      tables.set(oid, { text, after: await this.#read(text, { oid, rows: made }), before: new Map() });
      this.#tables.set(name, tables);
    }
  }

  /** Of the rows that are shown as they became, and of those that went. */
  async before({ oid, pairs }: { oid: number; pairs: readonly Pair[] }): Promise<void> {
    for (const tables of this.#tables.values()) {
      const table = tables.get(oid);
      if (table === undefined) continue;
      const shown = pairs.filter(({ after }) => after !== null && table.after.has(placeOf(oid, after)));
      const gone = pairs.filter(({ after }) => after === null);
      const before = new Map<string, readonly (string | null)[]>();
      for (const group of [shown, gone]) {
        const rows = group.flatMap((pair) => pair.before ?? []);
        for (const [place, row] of await this.#read(table.text, { oid, rows })) before.set(place, row);
      }
      tables.set(oid, { ...table, before });
    }
  }

  /** The statement's own tables first; the parts of one table together. */
  samples(tables: readonly TableOfRows[]): Readonly<Record<string, Sample>> {
    const samples: Record<string, Sample> = {};
    const own = new Set(this.#statement.parts.steps.map(({ target }) => relationKey(target)));
    const ordered = [...groupBy(tables, ({ relation }) => relationKey(relation))].toSorted(
      ([a], [b]) => Number(own.has(b)) - Number(own.has(a)),
    );
    for (const name of this.#viewers.keys()) {
      const found = ordered.flatMap(([, parts]) => {
        const shown = parts.flatMap(({ pairs, touched: { relation } }) => {
          const table = this.#tables.get(name)?.get(relation.oid);
          return table === undefined
            ? []
            : [{ ...table, key: relation.primaryKey, rows: rowsOf(table, { oid: relation.oid, pairs }) }];
        });
        const [first] = shown;
        const [{ relation } = { relation: null }] = parts;
        if (first === undefined || relation === null) return [];
        const rows = shown.flatMap((part) => part.rows).slice(0, SAMPLE_ROWS);
        return [{ relation, sample: shownTable({ columns: first.text.columns, key: first.key, rows }) }];
      });
      samples[name] = joinSamples(found);
    }
    return samples;
  }

  async #read(text: RowsText, { oid, rows }: { oid: number; rows: readonly FoundRow[] }): Promise<Masked> {
    if (rows.length === 0) return new Map();
    const places = encodeTexts(rows.map(({ place }) => place));
    const found = await this.#statement.ask(text.at(`"tableoid" = ${oid} AND "ctid" = ANY ('${places}'::tid[])`));
    return new Map(found.rows.map(([place, ...cells]) => [place ?? "", cells]));
  }
}

function placeOf(oid: number, { place }: FoundRow): string {
  return `${oid}${place}`;
}

function rowsOf({ after, before }: Table, { oid, pairs }: { oid: number; pairs: readonly Pair[] }): Sample["rows"] {
  const byAfter = new Map(
    pairs.flatMap((pair) => (pair.after === null ? [] : [[placeOf(oid, pair.after), pair] as const])),
  );
  const became = [...after].map(([place, row]) => {
    const pair = byAfter.get(place);
    return {
      before: pair === undefined || pair.before === null ? null : (before.get(placeOf(oid, pair.before)) ?? null),
      after: row,
    };
  });
  const gone = new Set(
    pairs.flatMap((pair) => (pair.after === null && pair.before !== null ? [placeOf(oid, pair.before)] : [])),
  );
  const went = [...before].flatMap(([place, row]) => (gone.has(place) ? [{ before: row, after: null }] : []));
  return [...went, ...became].slice(0, SAMPLE_ROWS);
}
