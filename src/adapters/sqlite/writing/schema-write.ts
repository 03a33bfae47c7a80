// A change of the schema in one transaction of a writer process: preview, change, comparison, marker, COMMIT. The transaction holds the file's
// write lock from its beginning, so the schema that was looked at is the one that is changed.

import { createHash, randomUUID } from "node:crypto";
import type { Clearance } from "../../../core/approvals/clearance.ts";
import type { Catalogue, Relation } from "../../../core/model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { hasColumns } from "../../../core/sql/schema/columns-after.ts";
import type { WriteSteps } from "../../../gate/ports/begin-write.ts";
import type { Changed, Preview, RolledBack, RowChange, SchemaRequest } from "../../../gate/ports/write-transaction.ts";
import { makeCatalogue } from "../sqlite-catalogue.ts";
import type { SqliteWriteRun } from "./rows-write.ts";
import type { WatchedTable } from "./writer-messages.ts";
import type { WriterProcess } from "./writer-process.ts";

export interface SqliteSchemaRun
  extends Pick<SqliteWriteRun, "process" | "catalogue" | "schemaVersion" | "place" | "file"> {
  readonly request: SchemaRequest;
}

/** Rows are counted up to here. */
const MOST_COUNTED = 1_000_000;
/** Rejects with what the writer process rejects with; the transaction is then open or gone, and its owner ends it. */
export async function beginSchemaChange(run: SqliteSchemaRun): Promise<WriteSteps | RolledBack> {
  const { process, request } = run;
  const { limits } = request.plan;
  const ask = (step: Parameters<WriterProcess["ask"]>[0]) => process.ask(step, limits.milliseconds);
  const { innerPad, outerPad } = request.binding;
  const begun = await ask({
    kind: "begin",
    schemaVersion: run.schemaVersion,
    place: run.place,
    pages: [],
    innerPad,
    outerPad,
  });
  if (begun.kind === "schema-changed") return { kind: "schema-changed" };
  const ran = request.carries === undefined ? null : await ask({ kind: "marked", request: request.carries });
  if (ran?.kind === "marked" && ran.ran) return { kind: "held", why: "ran-before" };
  const preview = await previewChange(run);
  return {
    kind: "open",
    preview,
    try: () => Promise.reject(new RangeError("a change of the schema shows no rows")),
    change: (clearance) => changeSchema(run, { clearance, preview }),
  };
}

async function changeSchema(
  run: SqliteSchemaRun,
  { clearance, preview }: { clearance: Clearance; preview: Preview },
): Promise<Changed | RolledBack> {
  const { process, request } = run;
  const { parts, limits } = request.plan;
  const ask = (step: Parameters<WriterProcess["ask"]>[0]) => process.ask(step, limits.milliseconds);
  // a table that is dropped is emptied first, and foreign keys act on that
  if (parts.verb === "drop") await ask({ kind: "watch", tables: otherTables(run) });
  const changed = await ask({ kind: "change", text: parts.text, keeps: null });
  const after = await ask({ kind: "catalogue" });
  if (changed.kind !== "changed" || after.kind !== "catalogue")
    throw new RangeError("the writer answered another question");
  if (changed.effects.length > 0 || !changesOnly(run, makeCatalogue(after)))
    return { kind: "held", why: "effect-differs" };
  const attempt = randomUUID();
  await ask({ kind: "mark", request: clearance.request, attempt });
  return {
    kind: "changed",
    rows: preview.rows,
    images: null,
    observation: null,
    pendingCommit: { xid: `${clearance.request} ${attempt}`, system: run.file, timeline: null, pid: null },
    answer: { rows: preview.rows, columns: [], returned: [], truncated: null },
  };
}

async function previewChange({ process, request, file }: SqliteSchemaRun): Promise<Preview> {
  const { parts, limits } = request.plan;
  const count = async ({ name }: RelationName): Promise<number> => {
    const text = `SELECT count(*) FROM (SELECT 1 FROM main."${name.replaceAll('"', '""')}" LIMIT ${MOST_COUNTED + 1})`;
    const step = { kind: "read", text, parameters: [], witnessed: false, rows: 1, bytes: 1_000 } as const;
    const answer = await process.ask(step, limits.milliseconds);
    return answer.kind === "rows" ? Number(answer.rows[0]?.[0] ?? 0) : 0;
  };
  const changes: RowChange[] =
    parts.creates === null ? [] : [{ relation: parts.creates, verb: "create", rows: 0, cause: "statement" }];
  for (const relation of parts.targets) {
    changes.push({
      relation,
      verb: parts.verb,
      rows: parts.changesRows ? await count(relation) : 0,
      cause: "statement",
    });
  }
  for (const relation of parts.references) {
    if (parts.targets.some((target) => relationKey(target) === relationKey(relation))) continue;
    changes.push({ relation, verb: "alter", rows: 0, cause: "statement" });
  }
  const bound = JSON.stringify([parts.text, changes.map((change) => [change.relation, String(change.rows).length])]);
  return {
    rows: changes.reduce((sum, { rows }) => sum + rows, 0),
    system: file,
    digest: createHash("sha256").update(bound).digest("hex"),
    steps: [],
    changes,
    method: "select",
    disturbs: ["No other writer could use the database while the change was looked at."],
    notPreviewed: [
      ...(changes.some(({ rows }) => rows > MOST_COUNTED) ? [`Rows were counted up to ${MOST_COUNTED}.`] : []),
    ],
  };
}

function otherTables({ catalogue, request }: SqliteSchemaRun): readonly WatchedTable[] {
  const own = new Set(request.plan.parts.targets.map(relationKey));
  return [...catalogue.relations.values()]
    .filter(({ kind, name }) => kind === "table" && !own.has(relationKey(name)))
    .map(({ name }) => ({ name: name.name, keys: { old: "NULL", new: "NULL" } }));
}

/** As far as the catalogue tells, nothing has changed but what was meant to. */
function changesOnly({ request, catalogue }: SqliteSchemaRun, after: Catalogue): boolean {
  const { targets, creates, references, follows, columns } = request.plan.parts;
  if (!hasColumns(columns, after)) return false;
  const meant = new Set(
    [...targets, ...references, ...follows, ...(creates === null ? [] : [creates])].map(relationKey),
  );
  const [old, now] = [catalogue.relations, after.relations];
  const differs = (key: RelationKey) => shapeOf(old.get(key)) !== shapeOf(now.get(key));
  return [...new Set([...old.keys(), ...now.keys()])].every((key) => meant.has(key) || !differs(key));
}

/** Pages move with what is dropped, and who refers to a table is a fact of the other one. */
function shapeOf(relation: Relation | undefined): string {
  if (relation === undefined) return "";
  const { oid: _, structure, writing, ...shape } = relation;
  return JSON.stringify([shape, structure?.indexes, { ...writing, referencedBy: [] }]);
}
