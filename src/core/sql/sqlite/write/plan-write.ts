// Composes what the database runs for a write: the governed rows once, into a temporary table, and from there the survey, the images and
// the change. What was surveyed and what is changed are therefore the same rows.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import { type PlanText, type SqliteStep, WritePlan } from "../../write-plan.ts";
import { quoteName } from "../node.ts";
import { placeRelations } from "../place-relations.ts";
import { readRowFilter } from "../row-filter.ts";
import { Slots } from "../slots.ts";
import { compactSlots } from "./compact-slots.ts";
import { insertedAt, isTimed } from "./depends-on-clock.ts";
import type { WriteReading } from "./read-write.ts";
import { rowImage } from "./row-image.ts";
import { DONE, keyColumns, keyName, ROWS, rowKey, valueName } from "./row-key.ts";
import { sampleText } from "./sample-text.ts";

export interface PlanScope {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly allow: Allow;
  /** How many parameters the caller's statement uses. */
  readonly parameters: number;
}

/** Rows of the target are counted up to so many for each row that is written: of what share a write is matters, not how small one. */
const COUNTED_FOR_EACH = 1_000;
const MOST_COUNTED = 1_000_000;

export function planWrite(reading: WriteReading, scope: PlanScope): WritePlan | Refusal {
  const { composed, use, returning } = reading;
  const { relation, clauses } = composed;
  const { verb } = clauses;
  const slots = new Slots(scope.parameters);
  const opens = new Map<string, RelationName>([[relationKey(relation.name), relation.name]]);
  const placing = { ...scope, governance: scope.allow.governance, slots, opens, within: [] };
  const texts = new WriteTexts(reading);
  const rows =
    reading.rows === null
      ? "SELECT NULL"
      : placeRelations(reading.rows, {
          ...placing,
          calm: reading.rows.calm,
          ...(use !== null && { target: { use, besides: texts.besides(), standIn: null } }),
        });
  if (typeof rows !== "string") return rows;
  const returned =
    returning === null
      ? null
      : placeRelations(returning.reading, {
          ...placing,
          calm: returning.reading.calm,
          target: {
            use: returning.use,
            besides: [],
            standIn: verb === "delete" ? texts.asTheyAre : texts.asTheyBecame,
          },
        });
  if (returned !== null && typeof returned !== "string") return returned;
  const visible = texts.visible({ ...scope, slots, opens });
  if (visible !== null && typeof visible !== "string") return visible;
  const finished = finish({ rows: `${rows}${texts.inOrder()}`, returned, visible }, slots);
  if ("code" in finished) return finished;
  return WritePlan.of(
    {
      engine: "sqlite",
      steps: [
        {
          verb,
          target: relation.name,
          key: relation.primaryKey,
          layout: relation.columns.map(({ name }) => name),
          ...texts.plain(),
          ...finished,
          exact: clauses.conflict === null,
          sampleFor: (governance) =>
            sampleText(texts, { verb, governance, ...scope, slots: new Slots(scope.parameters, slots.all), relation }),
        },
      ],
      opens: [...opens.values()],
      catalogueVersion: scope.catalogue.version,
    },
    scope.allow,
  );
}

function finish(
  { rows, returned, visible }: { rows: string; returned: string | null; visible: string | null },
  slots: Slots,
): Pick<SqliteStep, "rows" | "returning" | "visible"> | Refusal {
  const compact = (text: string | null): PlanText | Refusal | null =>
    text === null ? null : compactSlots(text, slots.all);
  const [own, back, seen] = [compactSlots(rows, slots.all), compact(returned), compact(visible)];
  if ("code" in own) return own;
  if (back !== null && "code" in back) return back;
  if (seen !== null && "code" in seen) return seen;
  return { rows: own, returning: back, visible: seen };
}

/** The texts around the governed rows: they name the target, the temporary tables and nothing of the caller's. */
export class WriteTexts {
  readonly #reading: WriteReading;
  readonly #relation: Relation;
  readonly #keys: readonly string[];
  /** Columns that get a value, with the name it has among the rows. */
  readonly values: readonly { readonly column: string; readonly name: string }[];

  constructor(reading: WriteReading) {
    const { relation, columns } = reading.composed;
    this.#reading = reading;
    this.#relation = relation;
    this.#keys = rowKey(relation);
    this.values = columns.map(({ name }, index) => ({ column: name, name: valueName(index) }));
  }

  get target(): string {
    return `main.${quoteName(this.#relation.name.name)}`;
  }

  /** The target's key as columns of its governed SELECT. */
  besides(): readonly string[] {
    const table = quoteName(this.#relation.name.name);
    return this.#keys.map((part, index) => `${table}.${part} AS ${quoteName(keyName(index))}`);
  }

  /** By their keys: an index that the database happens to use would tell how values rank that nobody is to see. */
  inOrder(): string {
    return this.#verb === "insert" ? "" : ` ORDER BY ${this.#keys.map((_, index) => index + 1).join(", ")}`;
  }

  /** FROM: the rows beside those of the target, before they are changed. CROSS JOIN keeps their order. */
  get asTheyAre(): string {
    return this.#join(ROWS, (index) => quoteName(keyName(index)));
  }

  /** The same after the change: a key that was changed is the new one. */
  get asTheyBecame(): string {
    if (this.#verb === "insert") return this.#join(DONE, (index) => quoteName(keyName(index)));
    const columns = keyColumns(this.#relation);
    return this.#join(ROWS, (index) => {
      const given = this.values.findLast(({ column }) => column === columns[index]);
      return quoteName(given?.name ?? keyName(index));
    });
  }

  get #verb() {
    return this.#reading.composed.clauses.verb;
  }

  #join(table: string, part: (index: number) => string): string {
    const on = this.#keys.map(
      (key, index) => `${quoteName(this.#relation.name.name)}.${key} = ${aliasOf(table)}.${part(index)}`,
    );
    return `${table} CROSS JOIN ${this.target} ON ${on.join(" AND ")}`;
  }

  plain(): Pick<SqliteStep, "stage" | "survey" | "bound" | "before" | "after" | "change"> {
    const inserts = this.#verb === "insert";
    const keys = this.#keys.map((_, index) => quoteName(keyName(index)));
    const values = this.values.map(({ name }) => quoteName(name));
    const columns = inserts ? values : [...keys, ...values];
    const distinct = inserts ? "count(*)" : `(SELECT count(*) FROM (SELECT DISTINCT ${keys.join(", ")} FROM ${ROWS}))`;
    const images = this.#relation.columns.map(({ name }) => rowImage(this.#column(name))).join(", ");
    return {
      stage: [
        `CREATE TEMP TABLE "gatehouse_rows" (${(columns.length === 0 ? ['"gatehouse_none"'] : columns).join(", ")})`,
        ...(inserts ? [`CREATE TEMP TABLE "gatehouse_done" (${keys.join(", ")})`] : []),
      ],
      survey: `SELECT count(*), ${distinct}, (SELECT count(*) FROM (SELECT 1 FROM ${this.target} LIMIT (SELECT min(${MOST_COUNTED}, ${COUNTED_FOR_EACH} * (1 + count(*))) FROM ${ROWS}))) FROM ${ROWS}`,
      bound: this.#bound(),
      before: inserts ? null : `SELECT ${images} FROM ${this.asTheyAre} ORDER BY "gatehouse_rows".rowid`,
      after:
        this.#verb === "delete"
          ? null
          : `SELECT ${images} FROM ${this.asTheyBecame} ORDER BY "gatehouse_${inserts ? "done" : "rows"}".rowid`,
      change: this.#change(),
    };
  }

  /** Counts the changed rows that the caller may see: a row that a filter hides can be neither made nor left behind. */
  visible({
    allow,
    catalogue,
    slots,
    opens,
  }: PlanScope & { slots: Slots; opens: Map<string, RelationName> }): string | Refusal | null {
    const rule = allow.governance.get(relationKey(this.#relation.name))?.rowFilter ?? null;
    if (rule === null || this.#verb === "delete") return null; // rows that go were all seen
    const filter = readRowFilter(rule, { relation: this.#relation, catalogue });
    if (filter.kind === "refusal") return filter;
    for (const name of filter.opens) opens.set(relationKey(name), name);
    return `SELECT count(*) FROM ${this.asTheyBecame} WHERE (${filter.text(slots)})`;
  }

  #column(name: string): string {
    return `${quoteName(this.#relation.name.name)}.${quoteName(name)}`;
  }

  #bound(): string {
    const { clauses } = this.#reading.composed;
    const timeless = this.values.filter((_, index) => {
      if (clauses.verb === "insert") return !isTimed(insertedAt(clauses.source, index), { columnsAllowed: false });
      const value = clauses.assignments[index]?.value;
      return value === undefined || !isTimed([value], { columnsAllowed: clauses.from === null });
    });
    const values = timeless.map(({ name }) => `"gatehouse_rows".${quoteName(name)}`);
    const places = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join(", ");
    if (this.#verb === "insert") {
      return values.length === 0
        ? `SELECT count(*) FROM ${ROWS}`
        : `SELECT ${values.join(", ")} FROM ${ROWS} ORDER BY ${places(values.length)}`;
    }
    const keys = this.#keys.map((_, index) => `"gatehouse_rows".${quoteName(keyName(index))}`);
    const whole = this.#relation.columns.map(({ name }) => this.#column(name));
    return `SELECT ${[...keys, ...whole, ...values].join(", ")} FROM ${this.asTheyAre} ORDER BY ${places(keys.length)}`;
  }

  #change(): string {
    const { conflict } = this.#reading.composed.clauses;
    const keys = this.#keys.map((_, index) => quoteName(keyName(index)));
    if (this.#verb === "delete") {
      const chosen = this.#keys.length === 1 ? this.#keys.join() : `(${this.#keys.join(", ")})`;
      return `DELETE FROM ${this.target} WHERE ${chosen} IN (SELECT ${keys.join(", ")} FROM ${ROWS})`;
    }
    if (this.#verb === "update") {
      const sets = this.values.map(({ column, name }) => `${quoteName(column)} = "gatehouse_rows".${quoteName(name)}`);
      const on = this.#keys.map((key, index) => `"gatehouse_target".${key} = "gatehouse_rows".${keys[index] ?? ""}`);
      return `UPDATE ${this.target} AS "gatehouse_target" SET ${sets.join(", ")} FROM ${ROWS} WHERE ${on.join(" AND ")}`;
    }
    const returning = `RETURNING ${this.#keys.join(", ")}`;
    if (this.#reading.rows === null) return `INSERT INTO ${this.target} DEFAULT VALUES ${returning}`;
    const columns = this.values.map(({ column }) => quoteName(column)).join(", ");
    const values = this.values.map(({ name }) => quoteName(name)).join(", ");
    const on =
      conflict === null || conflict.columns.length === 0 ? "" : ` (${conflict.columns.map(quoteName).join(", ")})`;
    const passing = conflict === null || conflict.ignore ? "" : ` ON CONFLICT${on} DO NOTHING`;
    const or = conflict?.ignore === true ? " OR IGNORE" : "";
    return `INSERT${or} INTO ${this.target} (${columns}) SELECT ${values} FROM ${ROWS} WHERE true ORDER BY rowid${passing} ${returning}`;
  }
}

/** The bare name of a temporary table. */
function aliasOf(table: string): string {
  return table.slice("temp.".length);
}
