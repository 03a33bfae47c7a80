// A change of the schema in one transaction: preview, lock, change, comparison, flush, COMMIT. What is previewed before people are
// asked takes no lock that anybody waits for; the lock that the change needs is waited for briefly, because readers queue behind it.

import { createHash } from "node:crypto";
import type pg from "pg";
import type { Clearance } from "../../../core/approvals/clearance.ts";
import type { Relation } from "../../../core/model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { hasColumns } from "../../../core/sql/schema/columns-after.ts";
import type { WriteSteps } from "../../../gate/ports/begin-write.ts";
import type { Changed, Preview, RolledBack, RowChange, SchemaRequest } from "../../../gate/ports/write-transaction.ts";
import { type LoadedCatalogue, readCatalogue } from "../catalogue/load-catalogue.ts";
import { ownPath } from "../connection/own-session.ts";
import { PIN_PATH } from "../connection/session-settings.ts";
import { observeEffects } from "./observe/observe-effects.ts";
import { identifyTransaction, SYSTEM } from "./transaction/identify-transaction.ts";
import { markWrite, RAN_BEFORE } from "./transaction/write-marker.ts";
import type { WriteRun } from "./write-run.ts";
import { beginChange, formatName, readText } from "./write-session.ts";

export interface SchemaRun extends Pick<WriteRun, "client" | "flush" | "marks" | "pins" | "session"> {
  readonly request: SchemaRequest;
}

/** Rows are counted up to here. */
const MOST_COUNTED = 1_000_000;

/** Rejects with the driver's errors; the transaction is then open, aborted or gone, and its owner ends it. */
export async function beginSchemaChange(run: SchemaRun): Promise<WriteSteps | RolledBack> {
  const { client, request } = run;
  const { parts, limits } = request.plan;
  const reads = [...parts.targets, ...parts.references];
  await beginChange(client, { reads, milliseconds: limits.milliseconds, pins: run.pins });
  const before = await readCatalogue(client, run.session);
  if (before.catalogue.version !== parts.catalogueVersion) return { kind: "schema-changed" };
  const preview = await previewChange(run, before);
  return {
    kind: "open",
    preview,
    try: () => Promise.reject(new RangeError("a change of the schema shows no rows")),
    change: (clearance) => changeSchema(run, { clearance, preview, before }),
  };
}

async function changeSchema(
  run: SchemaRun,
  { clearance, preview, before }: { clearance: Clearance; preview: Preview; before: LoadedCatalogue },
): Promise<Changed | RolledBack> {
  const { client, request } = run;
  const { parts } = request.plan;
  if (parts.targets.length > 0) {
    const mode = parts.stopsReaders ? "ACCESS EXCLUSIVE" : "SHARE";
    await client.query(`LOCK TABLE ${parts.targets.map(formatName).join(", ")} IN ${mode} MODE`);
    // what came before the lock was in force; now it stays as it is
    const locked = await readCatalogue(client, run.session);
    if (locked.catalogue.version !== parts.catalogueVersion) return { kind: "schema-changed" };
    if ((await previewChange(run, locked)).digest !== preview.digest) return { kind: "moved-on" };
  }
  const id = clearance.request;
  if (run.marks && !(await markWrite(client, id))) return RAN_BEFORE;
  const baseline = await observeEffects(client);
  await client.query(ownPath(before.own));
  await readText(client, parts.text);
  await client.query(`SET CONSTRAINTS ALL IMMEDIATE; ${PIN_PATH}`);
  const after = await readCatalogue(client, run.session);
  const rowsMoved = JSON.stringify([...baseline]) !== JSON.stringify([...(await observeEffects(client))]);
  if (rowsMoved || !changesOnly(run, { before, after })) return { kind: "held", why: "effect-differs" };
  const { serverVersion } = before.catalogue;
  const identifies = { serverVersion, marks: run.marks, flush: run.flush };
  const pendingCommit = await identifyTransaction(client, { system: preview.system, identifies });
  return {
    kind: "changed",
    rows: preview.rows,
    images: null,
    observation: null,
    pendingCommit: run.marks ? { ...pendingCommit, xid: `${pendingCommit.xid} ${id}` } : pendingCommit,
    answer: { rows: preview.rows, columns: [], returned: [], truncated: null },
  };
}

async function previewChange({ client, request }: SchemaRun, { catalogue }: LoadedCatalogue): Promise<Preview> {
  const { parts } = request.plan;
  const changes: RowChange[] =
    parts.creates === null ? [] : [{ relation: parts.creates, verb: "create", rows: 0, cause: "statement" }];
  for (const relation of parts.targets) {
    const rows = parts.changesRows ? await countRows(client, relation) : 0;
    changes.push({ relation, verb: parts.verb, rows, cause: "statement" });
  }
  for (const relation of parts.references) {
    if (parts.targets.some((target) => relationKey(target) === relationKey(relation))) continue;
    changes.push({ relation, verb: "alter", rows: 0, cause: "statement" });
  }
  const rows = changes.reduce((sum, change) => sum + change.rows, 0);
  // bound to the statement and to the order of magnitude of what goes: the rows of a table in use are never the same twice
  const bound = JSON.stringify([parts.text, changes.map((change) => [change.relation, String(change.rows).length])]);
  const [[system] = []] = (await readText(client, `SELECT ${SYSTEM}`)).rows;
  return {
    rows,
    system: system ?? "",
    digest: createHash("sha256").update(bound).digest("hex"),
    steps: [],
    changes,
    method: "select",
    disturbs: [],
    notPreviewed: [
      ...(changes.some((change) => change.rows > MOST_COUNTED) ? [`Rows were counted up to ${MOST_COUNTED}.`] : []),
      ...((await hasEventTriggers(client)) ? ["The database's event triggers run besides."] : []),
      ...(parts.verb === "truncate" &&
      parts.targets.some((name) => hasTruncateTrigger(catalogue.relations.get(relationKey(name))))
        ? ["Triggers on TRUNCATE run besides."]
        : []),
    ],
  };
}

/** The role sees every row of a table whose schema it may ask to change. */
async function countRows(client: pg.ClientBase, relation: RelationName): Promise<number> {
  const { rows } = await readText(
    client,
    `SELECT count(*)::text FROM (SELECT FROM ${formatName(relation)} LIMIT ${MOST_COUNTED + 1}) AS counted`,
  );
  return Number(rows[0]?.[0] ?? 0);
}

async function hasEventTriggers(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await readText(client, "SELECT 1 FROM pg_event_trigger WHERE evtenabled IN ('O', 'A') LIMIT 1");
  return rows.length > 0;
}

/** None of the verbs by which rows change. */
function hasTruncateTrigger(relation: Relation | undefined): boolean {
  return relation?.writing?.triggers.some(({ verbs }) => verbs.length === 0) === true;
}

/** As far as the catalogue tells, nothing has changed but what was meant to; sequences come and go with their columns. */
function changesOnly(
  { request }: SchemaRun,
  { before, after }: { before: LoadedCatalogue; after: LoadedCatalogue },
): boolean {
  const { targets, creates, references, follows, columns } = request.plan.parts;
  if (!hasColumns(columns, after.catalogue)) return false;
  const meant = new Set(
    [...targets, ...references, ...follows, ...(creates === null ? [] : [creates])].map(relationKey),
  );
  const [old, now] = [before.catalogue.relations, after.catalogue.relations];
  const differs = (key: RelationKey) => shapeOf(old.get(key)) !== shapeOf(now.get(key));
  return [...new Set([...old.keys(), ...now.keys()])].every(
    (key) => meant.has(key) || (now.get(key) ?? old.get(key))?.kind === "sequence" || !differs(key),
  );
}

/** Who refers to a relation is a fact of the other one. */
function shapeOf(relation: Relation | undefined): string {
  if (relation === undefined) return "";
  const { estimatedRows: _, structure, writing, ...shape } = relation;
  return JSON.stringify([shape, structure?.constraints, structure?.indexes, { ...writing, referencedBy: [] }]);
}
