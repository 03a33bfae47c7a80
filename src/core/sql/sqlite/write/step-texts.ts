// The texts around the governed rows of one step of a write: they name the target, temporary tables and nothing of the caller's.

import type { Relation, Verb } from "../../../model/catalogue.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { relationKey } from "../../../model/relation-name.ts";
import type { SqliteStep } from "../../plans/write-plan.ts";
import { quoteName } from "../parse/node.ts";
import { readRowFilter } from "../rewrite/row-filter.ts";
import { affinityOf } from "./affinity.ts";
import { inputName } from "./compose-upsert.ts";
import { restOf } from "./conflict-arms.ts";
import { insertedAt, type Timed, timedOf } from "./depends-on-clock.ts";
import { inRow, inTheWay, meetingsAmong, takenLeft, updatedAmong } from "./meeting-texts.ts";
import type { Placing } from "./placing.ts";
import { rowImage } from "./row-image.ts";
import { doneTable, keyColumns, keyName, rowKey, rowsTable, valueName } from "./row-key.ts";
import type { StepReading } from "./step-reading.ts";

/** Rows of the target are counted up to so many for each row that is written: of what share a write is matters, not how small one. */
const COUNTED_FOR_EACH = 1_000;
const MOST_COUNTED = 1_000_000;

export class StepTexts {
  readonly reading: StepReading;
  /** FROM: the step's temporary tables, each under the name that it has without a number. */
  readonly rows: string;
  readonly done: string;
  readonly #number: number;
  /** The step whose statement takes these rows away; null where its own does. */
  readonly #by: StepTexts | null;
  readonly #relation: Relation;
  /** The parts of the target's key, to be written behind its name. */
  readonly keys: readonly string[];
  /** Columns that get a value, with the name it has among the rows. */
  readonly values: readonly { readonly column: string; readonly name: string }[];

  /** `number` is the step's place among the statement's, from 1; `before` the step in front of it. */
  constructor(reading: StepReading, number: number, before: StepTexts | null = null) {
    const { relation, columns } = reading.composed;
    this.reading = reading;
    this.#by = reading.replaced ? before : null;
    this.#number = number;
    this.rows = `${rowsTable(number)} AS "gatehouse_rows"`;
    this.done = `${doneTable(number)} AS "gatehouse_done"`;
    this.#relation = relation;
    this.keys = rowKey(relation);
    this.values = columns.map(({ name }, index) => ({ column: name, name: valueName(index) }));
  }

  get target(): string {
    return `main.${quoteName(this.#relation.name.name)}`;
  }

  /** The target's key as columns of its governed SELECT. */
  besides(): readonly string[] {
    const table = quoteName(this.#relation.name.name);
    return this.keys.map((part, index) => `${table}.${part} AS ${quoteName(keyName(index))}`);
  }

  /** By their keys: an index that the database happens to use would tell how values rank that nobody is to see. */
  inOrder(): string {
    return this.verb === "insert" ? "" : ` ORDER BY ${this.keys.map((_, index) => index + 1).join(", ")}`;
  }

  /** The rows that another step takes away; null of a step that reads its own. */
  get others(): string | null {
    return this.#by === null ? null : inTheWay(this.#by);
  }

  /** FROM: the rows beside those of the target, before they are changed. CROSS JOIN keeps their order. */
  get asTheyAre(): string {
    return this.#join('"gatehouse_rows"', (index) => quoteName(keyName(index)));
  }

  /** The same after the change: a key that was changed is the new one. */
  get asTheyBecame(): string {
    const { becomes } = this;
    return this.#join(
      this.verb === "insert" ? '"gatehouse_done"' : '"gatehouse_rows"',
      (place) => becomes[place] ?? "",
    );
  }

  /** The keys that its rows have after the change, in its temporary table: of an INSERT in that of the new ones. */
  get becomes(): readonly string[] {
    const columns = keyColumns(this.#relation);
    return this.keys.map((_, index) => {
      const given =
        this.verb === "update" ? this.values.findLast(({ column }) => column === columns[index]) : undefined;
      return quoteName(given?.name ?? keyName(index));
    });
  }

  get verb(): Verb {
    return this.reading.composed.clauses.verb;
  }

  #join(alias: string, part: (index: number) => string): string {
    const table = alias === '"gatehouse_rows"' ? this.rows : this.done;
    const on = this.keys.map((key, index) => `${quoteName(this.#relation.name.name)}.${key} = ${alias}.${part(index)}`);
    return `${table} CROSS JOIN ${this.target} ON ${on.join(" AND ")}`;
  }

  plain(): Pick<
    SqliteStep,
    "stage" | "into" | "done" | "preview" | "bound" | "overridden" | "before" | "after" | "change" | "passing" | "taken"
  > {
    const inserts = this.verb === "insert";
    const keys = this.keys.map((_, index) => quoteName(keyName(index)));
    // with the columns' affinities: what is looked at and compared is what will be stored
    const typed = this.values.map(({ column, name }) => `${quoteName(name)} ${this.#affinity(column)}`);
    const columns = inserts ? typed : [...keys, ...typed];
    const images = this.#relation.columns.map(({ name }) => rowImage(this.#column(name))).join(", ");
    const [into, done] = [rowsTable(this.#number), doneTable(this.#number)];
    return {
      stage: [
        `CREATE TABLE ${into} (${(columns.length === 0 ? ['"gatehouse_none"'] : columns).join(", ")})`,
        ...(inserts || this.#passing ? [`CREATE TABLE ${done} (${keys.join(", ")})`] : []),
      ],
      into,
      done: inserts ? done : null,
      preview: `SELECT count(*), ${this.#distinct()}, (SELECT count(*) FROM (SELECT 1 FROM ${this.target} LIMIT (SELECT min(${MOST_COUNTED}, ${COUNTED_FOR_EACH} * (1 + count(*))) FROM ${this.rows}))) FROM ${this.rows}`,
      bound: this.#bound(),
      overridden: this.#overridden(),
      before: inserts ? null : `SELECT ${images} FROM ${this.asTheyAre} ORDER BY "gatehouse_rows".rowid`,
      after:
        this.verb === "delete"
          ? null
          : `SELECT ${images} FROM ${this.asTheyBecame} ORDER BY "gatehouse_${inserts ? "done" : "rows"}".rowid`,
      change: this.#by === null ? this.#change() : null,
      passing: this.#passing ? this.#passedOver(done) : null,
      taken: this.#by === null ? null : { left: takenLeft(this, this.#by) },
    };
  }

  get #passing(): boolean {
    return this.reading.composed.clauses.resolution === "ignore";
  }

  /** Which rows an UPDATE OR IGNORE leaves as they are: those that it has not made, when it is tried. */
  #passedOver(done: string): SqliteStep["passing"] {
    const keys = this.keys.map((_, index) => quoteName(keyName(index))).join(", ");
    return {
      change: `${this.#change()} RETURNING ${this.keys.join(", ")}`,
      done,
      skipped: `SELECT rowid FROM ${this.rows} WHERE ${inRow(this.becomes)} NOT IN (SELECT ${keys} FROM ${done})`,
    };
  }

  /**
   * How many rows there are that differ in what no two may share: their key, which is none of an earlier step's either, or the columns of
   * each key by which they were found to be new.
   */
  #distinct(): string {
    const names = this.keys.map((_, index) => quoteName(keyName(index)));
    const own =
      this.verb === "insert"
        ? this.reading.distinct.map((key) =>
            key.flatMap((name) => this.values.find(({ column }) => column === name)?.name ?? []).map(quoteName),
          )
        : [names];
    const counts = own.filter((columns) => columns.length > 0).map((columns) => this.#countDistinct(columns));
    const [first, ...others] = counts;
    const fewest = first === undefined ? "count(*)" : others.length === 0 ? first : `min(${counts.join(", ")})`;
    const met = this.#by === null ? meetingsAmong(this) : updatedAmong(this, this.#by);
    if (this.verb !== "update") return fewest + met;
    const earlier = Array.from({ length: this.#number - 1 }, (_, place) => {
      const chosen = names.length === 1 ? names.join() : `(${names.join(", ")})`;
      return ` - (SELECT count(*) FROM ${this.rows} WHERE ${chosen} IN (SELECT ${names.join(", ")} FROM ${rowsTable(place + 1)}))`;
    });
    return fewest + met + earlier.join("");
  }

  #countDistinct(names: readonly string[]): string {
    const whole = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
    return `(SELECT count(*) FROM (SELECT DISTINCT ${names.join(", ")} FROM ${this.rows} WHERE ${whole})) + (SELECT count(*) FROM ${this.rows} WHERE NOT (${whole}))`;
  }

  /** Counts the changed rows that the caller may see: a row that a filter hides can be neither made nor left behind. */
  visible({
    allow,
    catalogue,
    planParameters,
    opens,
  }: Pick<Placing, "allow" | "catalogue" | "planParameters" | "opens">): string | Refusal | null {
    const rule = allow.governance.get(relationKey(this.#relation.name))?.rowFilter ?? null;
    // rows that go were all seen, but those that stand in the way
    if (rule === null || (this.verb === "delete" && this.#by === null)) return null;
    const filter = readRowFilter(rule, { relation: this.#relation, catalogue });
    if (filter.kind === "refusal") return filter;
    for (const name of filter.opens) opens.set(relationKey(name), name);
    return `SELECT count(*) FROM ${this.#by === null ? this.asTheyBecame : this.asTheyAre} WHERE (${filter.text(planParameters)})`;
  }

  #affinity(column: string): string {
    const found = this.#relation.columns.find(({ name }) => name === column);
    return found === undefined ? "" : affinityOf(found, this.#relation);
  }

  /** The columns' own types decide what is alike. */
  #overridden(): string | null {
    const { clauses, columns } = this.reading.composed;
    if (clauses.verb === "delete" || columns.length === 0 || clauses.conflict !== null) return null;
    const inserts = clauses.verb === "insert";
    const from = inserts
      ? `${this.asTheyBecame} JOIN ${this.rows} ON "gatehouse_rows".rowid = "gatehouse_done".rowid`
      : this.asTheyBecame;
    return this.values
      .map(({ column, name }) => {
        const differs = `${this.#column(column)} IS NOT "gatehouse_rows".${quoteName(name)}`;
        return `SELECT '${column.replaceAll("'", "''")}' WHERE EXISTS (SELECT 1 FROM ${from} WHERE ${differs})`;
      })
      .join(" UNION ALL ");
  }

  #column(name: string): string {
    return `${quoteName(this.#relation.name.name)}.${quoteName(name)}`;
  }

  /** Columns whose value is nothing but the clock's or made anew, or is given so. */
  timed(): readonly { readonly column: string; readonly why: Timed }[] {
    return this.values.flatMap(({ column }, index) => {
      const why = this.#timedAt(index);
      return why === null ? [] : [{ column, why }];
    });
  }

  #timedAt(index: number): Timed | null {
    const { timedInputs, composed } = this.reading;
    const { clauses, columns } = composed;
    if (clauses.verb === "insert") {
      const input = inputName(columns[index]?.output ?? 0);
      return timedInputs.get(input) ?? timedOf(insertedAt(clauses.source, index));
    }
    const value = clauses.assignments[index]?.value;
    if (value === undefined) return null;
    const input = value.type === "member_expr" && value.property.type === "identifier" ? value.property.name : "";
    return timedInputs.get(input) ?? timedOf([value]);
  }

  #bound(): string {
    const timeless = this.values.filter((_, index) => this.#timedAt(index) === null);
    const values = timeless.map(({ name }) => `"gatehouse_rows".${quoteName(name)}`);
    const places = (count: number) => Array.from({ length: count }, (_, index) => index + 1).join(", ");
    if (this.verb === "insert") {
      return values.length === 0
        ? `SELECT count(*) FROM ${this.rows}`
        : `SELECT ${values.join(", ")} FROM ${this.rows} ORDER BY ${places(values.length)}`;
    }
    const keys = this.keys.map((_, index) => `"gatehouse_rows".${quoteName(keyName(index))}`);
    const whole = this.#relation.columns.map(({ name }) => this.#column(name));
    return `SELECT ${[...keys, ...whole, ...values].join(", ")} FROM ${this.asTheyAre} ORDER BY ${places(keys.length)}`;
  }

  #change(): string {
    const { conflict, resolution } = this.reading.composed.clauses;
    const keys = this.keys.map((_, index) => quoteName(keyName(index)));
    if (this.verb === "delete") {
      const chosen = this.keys.length === 1 ? this.keys.join() : `(${this.keys.join(", ")})`;
      return `DELETE FROM ${this.target} WHERE ${chosen} IN (SELECT ${keys.join(", ")} FROM ${this.rows})`;
    }
    if (this.verb === "update") {
      const sets = this.values.map(({ column, name }) => `${quoteName(column)} = "gatehouse_rows".${quoteName(name)}`);
      const on = this.keys.map((key, index) => `"gatehouse_target".${key} = "gatehouse_rows".${keys[index] ?? ""}`);
      return `UPDATE${resolution === null ? "" : ` OR ${resolution.toUpperCase()}`} ${this.target} AS "gatehouse_target" SET ${sets.join(", ")} FROM ${this.rows} WHERE ${on.join(" AND ")}`;
    }
    const returning = `RETURNING ${this.keys.join(", ")}`;
    const or = conflict?.ignore === true ? " OR IGNORE" : resolution === "replace" ? " OR REPLACE" : "";
    if (this.reading.rows === null) return `INSERT${or} INTO ${this.target} DEFAULT VALUES ${returning}`;
    const columns = this.values.map(({ column }) => quoteName(column)).join(", ");
    const values = this.values.map(({ name }) => quoteName(name)).join(", ");
    const passing = restOf(conflict?.arms ?? [], this.#relation);
    return `INSERT${or} INTO ${this.target} (${columns}) SELECT ${values} FROM ${this.rows} WHERE true ORDER BY rowid${passing} ${returning}`;
  }
}
