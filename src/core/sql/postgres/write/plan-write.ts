// Composes what the database runs for a write: the governed rows once, as a WITH query, and around it the survey, the images and the change.
// What was surveyed and what is changed are therefore the same SELECT.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import type { Governance } from "../../../model/governed-relation.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type RelationKey, type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { ParameterSlot } from "../../executable-plan.ts";
import { type PlanText, WritePlan } from "../../write-plan.ts";
import { needsFence } from "../fence.ts";
import { type Placing, placeRelations } from "../place-relations.ts";
import { quoteName, quoteRelation } from "../quote.ts";
import type { Reading } from "../reading.ts";
import { readRowFilter } from "../row-filter.ts";
import { Slots } from "../slots.ts";
import { compactSlots } from "./compact-slots.ts";
import { keyName, VERSION_NAME, valueName } from "./compose-rows.ts";
import type { WriteReading } from "./read-write.ts";
import { sampleText } from "./sample-text.ts";
import { timedColumns } from "./timed-columns.ts";

export interface PlanScope {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly allow: Allow;
  /** How many parameters the caller's statement uses. */
  readonly parameters: number;
}

/** The texts that all of a write's statements are made of. */
export interface WriteTexts {
  readonly relation: Relation;
  /** `WITH "gatehouse_rows" (…) AS MATERIALIZED (…)`. */
  readonly rows: string;
  readonly keys: readonly string[];
  /** Columns that get a value, with the name it has among the rows. */
  readonly values: readonly { readonly column: string; readonly name: string }[];
}

export function planWrite(reading: WriteReading, scope: PlanScope): WritePlan | Refusal {
  const { composed, use, returning } = reading;
  const { relation, clauses } = composed;
  const { verb } = clauses;
  const slots = new Slots(scope.parameters);
  const opens = new Map<RelationKey, RelationName>([[relationKey(relation.name), relation.name]]);
  const placing = { ...scope, governance: scope.allow.governance, slots, opens };
  const besides = [
    ...relation.primaryKey.map((name, index) => `${quoteName(name)} AS ${quoteName(keyName(index))}`),
    `"xmin"::text AS ${quoteName(VERSION_NAME)}`,
  ];
  const rows =
    reading.rows === null
      ? { kind: "placed" as const, text: "SELECT" }
      : place(reading.rows, { ...placing, target: use === null ? null : { use, besides, standIn: null } });
  if (rows.kind === "refusal") return rows;
  const texts = textsOf(reading, rows.text);
  const returned =
    returning === null
      ? null
      : place(returning.reading, {
          ...placing,
          target: { use: returning.use, besides: [], standIn: '"gatehouse_done"' },
        });
  if (returned?.kind === "refusal") return returned;
  const visible = visibleRows(relation, { ...scope, slots, opens });
  if (typeof visible !== "string") return visible;

  const change = { texts, visible, returned: returned?.text ?? null, limits: scope.allow.limits };
  const finish = (text: string): PlanText => compactSlots(text, slots.list);
  return WritePlan.of(
    {
      engine: "postgres",
      verb,
      target: relation.name,
      key: relation.primaryKey,
      layout: relation.columns.map(({ name }) => name),
      survey: finish(surveyText(reading, texts)),
      images: verb === "insert" ? null : finish(imagesText(texts)),
      change: finish(changeText(reading, { ...change, images: verb !== "delete" })),
      changeAlone: finish(changeText(reading, { ...change, images: false })),
      exact: clauses.conflictText === "",
      opens: [...opens.values()],
      catalogueVersion: scope.catalogue.version,
      sampleFor: (governance: Governance) => {
        const own = new Slots(0);
        own.list.push(...slots.list);
        const { assigned } = reading.facts;
        const sample = sampleText(texts, { verb, assigned, governance, catalogue: scope.catalogue, slots: own });
        if ("code" in sample) return sample;
        return { ...sample, ...compactSlots(sample.text, own.list satisfies readonly ParameterSlot[]) };
      },
    },
    scope.allow,
  );
}

function place(
  reading: Reading,
  placing: Pick<Placing, "governance" | "catalogue" | "functions" | "slots" | "opens" | "target">,
) {
  return placeRelations(reading, {
    ...placing,
    fenced: needsFence(reading),
    trees: new Map(),
    within: [],
    binds: false,
  });
}

function textsOf({ composed }: WriteReading, rows: string): WriteTexts {
  const { relation, clauses, columns } = composed;
  const keys = clauses.verb === "insert" ? [] : relation.primaryKey.map((_, index) => keyName(index));
  const given = columns.filter(({ output }) => output !== null);
  const values = given.map(({ name }, index) => ({ column: name, name: valueName(index) }));
  const names = [...keys, ...(clauses.verb === "insert" ? [] : [VERSION_NAME]), ...values.map(({ name }) => name)];
  const list = names.length === 0 ? "" : ` (${names.map(quoteName).join(", ")})`;
  const source = clauses.fromText === "" ? rows : distinctRows(rows, { names, values });
  return { relation, keys, values, rows: `WITH "gatehouse_rows"${list} AS MATERIALIZED (${source}\n)` };
}

/** A join may give a row of the target several times; it counts once where each time it would be changed in the same way. */
function distinctRows(
  rows: string,
  { names, values }: { names: readonly string[]; values: WriteTexts["values"] },
): string {
  const valued = new Set(values.map(({ name }) => name));
  const all = names.map((name) => (valued.has(name) ? `${quoteName(name)}::text` : quoteName(name))).join(", ");
  return `SELECT DISTINCT ON (${all}) * FROM (${rows}\n) AS "gatehouse_joined" (${names.map(quoteName).join(", ")})`;
}

function surveyText({ composed }: WriteReading, texts: WriteTexts): string {
  const { rows, keys, values } = texts;
  const { clauses } = composed;
  const timed = timedColumns(composed);
  const timeless = values.filter(({ column }) => !timed.has(column)).map(({ name }) => name);
  const version = clauses.verb === "insert" ? [] : [VERSION_NAME];
  const row = `ROW(${[...keys, ...version, ...timeless].map(quoteName).join(", ")})::text`;
  const hash = `encode(sha256(convert_to(${row}, 'UTF8')), 'hex')`;
  const order = keys.length === 0 ? hash : keys.map(quoteName).join(", ");
  const distinct = keys.length === 0 ? "count(*)" : `count(DISTINCT ROW(${keys.map(quoteName).join(", ")}))`;
  const digest = `encode(sha256(convert_to(coalesce(string_agg(${hash}, '' ORDER BY ${order}), ''), 'UTF8')), 'hex')`;
  return `${rows} SELECT count(*)::text, ${distinct}::text, ${digest}, (${imageBytes(texts)})::text FROM "gatehouse_rows"`;
}

/** How much the images of the rows would take, before and after, about. */
function imageBytes({ relation, keys, values }: WriteTexts): string {
  const given = values.map(({ name }) => quoteName(name)).join(", ");
  const after = `coalesce(sum(octet_length(ROW(${given})::text)), 0)`;
  if (keys.length === 0) return after;
  const stored = `SELECT coalesce(sum(octet_length("gatehouse_target"::text)), 0) FROM ${quoteRelation(relation.name)} AS "gatehouse_target", "gatehouse_rows" WHERE ${joined({ relation, keys })}`;
  return `${after} + ${values.length === 0 ? 1 : 2} * (${stored})`;
}

function imagesText({ relation, rows, keys }: WriteTexts): string {
  const columns = relation.columns.map(({ name }) => `"gatehouse_target".${quoteName(name)}::text`);
  const order = keys.map((key) => `"gatehouse_rows".${quoteName(key)}`).join(", ");
  return `${rows} SELECT ${columns.join(", ")} FROM ${quoteRelation(relation.name)} AS "gatehouse_target", "gatehouse_rows" WHERE ${joined({ relation, keys })} ORDER BY ${order} FOR UPDATE OF "gatehouse_target"`;
}

function joined({ relation, keys }: Pick<WriteTexts, "relation" | "keys">): string {
  return relation.primaryKey
    .map((name, index) => `"gatehouse_target".${quoteName(name)} = "gatehouse_rows".${quoteName(keys[index] ?? "")}`)
    .join(" AND ");
}

function changeText(
  reading: WriteReading,
  {
    texts,
    visible,
    returned,
    limits,
    images,
  }: { texts: WriteTexts; visible: string; returned: string | null; limits: Allow["limits"]; images: boolean },
): string {
  const { relation, rows, keys } = texts;
  const whole = [...keys, ...relation.columns.map(({ name }) => name)].map((name) => `${quoteName(name)}::text`);
  const done = `${rows}, "gatehouse_done" AS (${statementText(reading, texts)})`;
  const counts = `SELECT (SELECT count(*) FROM "gatehouse_done")::text AS "gatehouse_count", (${visible})::text AS "gatehouse_seen", ${images ? `(SELECT json_agg(json_build_array(${whole.join(", ")})) FROM "gatehouse_done")::text` : "NULL::text"} AS "gatehouse_images"`;
  if (returned === null) return `${done} SELECT "gatehouse_counts".*, false FROM (${counts}) AS "gatehouse_counts"`;
  // rows beyond the cap are not sent: whoever asks for RETURNING could ask for any amount
  const fits = `sum(octet_length("gatehouse_list"::text)) OVER (ROWS UNBOUNDED PRECEDING) <= ${limits.bytes}`;
  const result = `SELECT ${fits} AS "gatehouse_is_row", "gatehouse_list".* FROM (SELECT * FROM (${returned}\n) AS "gatehouse_all" LIMIT ${limits.rows + 1}) AS "gatehouse_list"`;
  return `${done} SELECT * FROM (${counts}) AS "gatehouse_counts" LEFT JOIN (${result}) AS "gatehouse_result" ON "gatehouse_is_row" LIMIT ${limits.rows + 1}`;
}

function statementText({ composed, conflict }: WriteReading, texts: WriteTexts): string {
  const { clauses, columns, rows } = composed;
  const { relation, keys, values } = texts;
  const table = `${quoteRelation(relation.name)} AS "gatehouse_target"`;
  const returned = ['"gatehouse_target".*', ...keys.map((key) => `"gatehouse_rows".${quoteName(key)}`)].join(", ");
  const only = clauses.target["inh"] === true ? "" : "ONLY ";
  if (clauses.verb === "update") {
    const named = new Map(values.map(({ column, name }) => [column, name]));
    const sets = columns.map(({ name, output }) => {
      const value = output === null ? "DEFAULT" : `"gatehouse_rows".${quoteName(named.get(name) ?? "")}`;
      return `${quoteName(name)} = ${value}`;
    });
    return `UPDATE ${only}${table} SET ${sets.join(", ")} FROM "gatehouse_rows" WHERE ${joined(texts)} RETURNING ${returned}`;
  }
  if (clauses.verb === "delete") {
    return `DELETE FROM ${only}${table} USING "gatehouse_rows" WHERE ${joined(texts)} RETURNING ${returned}`;
  }
  if (rows === null) return `INSERT INTO ${table} DEFAULT VALUES RETURNING ${returned}`;
  const names = values.map(({ column }) => quoteName(column)).join(", ");
  const on = conflict === null || conflict.length === 0 ? "" : ` (${conflict.map(quoteName).join(", ")})`;
  const passing = conflict === null ? "" : ` ON CONFLICT${on} DO NOTHING`;
  return `INSERT INTO ${table} (${names}) ${clauses.overridingText} SELECT * FROM "gatehouse_rows"${passing} RETURNING ${returned}`;
}

/** Counts the changed rows that the caller may see: a row that a filter hides can be neither made nor left behind. */
function visibleRows(
  relation: Relation,
  scope: PlanScope & { slots: Slots; opens: Map<RelationKey, RelationName> },
): string | Refusal {
  const filter = scope.allow.governance.get(relationKey(relation.name))?.rowFilter ?? null;
  const from = `FROM "gatehouse_done" AS ${quoteName(relation.name.name)}`;
  if (filter === null) return `SELECT count(*) ${from}`;
  const read = readRowFilter(filter, { relation, catalogue: scope.catalogue });
  if (read.kind === "refusal") return read;
  for (const name of read.opens) scope.opens.set(relationKey(name), name);
  return `SELECT count(*) ${from} WHERE (${read.text(scope.slots)})`;
}
