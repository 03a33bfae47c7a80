// `gatehouse init` where a project is already: proposes what the database has and its data policy does not list, and adds it to that file
// when it is agreed to; new tables also to the role by which an agent proposes changes. What is listed stays as it was written.

import { join, relative } from "node:path";
import { readPolicyFiles } from "../../../adapters/files/read-policy-files.ts";
import { replaceFile } from "../../../adapters/files/replace-file.ts";
import type { ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import type { TableShape } from "../../../core/classification/table-shape.ts";
import { Failure } from "../../../core/model/failure.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import type { SourceFile } from "../../../core/policy/load/read-document.ts";
import type { DataFile } from "../../../core/policy/schema/data-schema.ts";
import { failureOfProblems, parsePolicy, readProject, readProjectPolicy } from "../../wiring/project.ts";
import { atTerminal, type Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { addToEditor, EDITOR, findEditor, notWritten } from "./add-to-editor.ts";
import { askUnsure } from "./ask-unsure.ts";
import { classifyDatabase } from "./classify-database.ts";
import { addToDataPolicy, dataPolicyText } from "./data-policy-text.ts";
import { showFindings } from "./show-findings.ts";
import { writeProject } from "./write-project.ts";

interface AddOptions {
  readonly name?: string;
  readonly owner: string;
  readonly yes: boolean;
  readonly sample?: boolean;
  readonly writes?: "none" | "approval";
}

export async function addNew(
  config: string,
  { name, owner, yes, sample, writes }: AddOptions,
  io: Io,
): Promise<number> {
  const { project, settings, database, document, files } = await openListed(config, name);
  const listed = document?.value ?? null;
  const editor = findEditor(files, database);
  if (writes === "approval" && editor === null) throw noEditor(database);
  const isNew = ({ name: relation, columns }: TableShape): boolean =>
    columns.some((column) => !isListed(listed, formatRelation(relation), column.name));
  const gathering = { io, isWanted: async () => sample === true, isNew };
  const tables = await classifyDatabase(database, { settings, folder: project.folder, gathering });
  const found = notListed(tables, listed);
  if (found.length === 0) {
    io.out(`Nothing is new: ${document?.file ?? "the policy"} lists every column of ${database}.`);
    return 0;
  }
  io.out(`New in ${database}:`, ...showFindings(found, { palette: io, all: false }));
  if (!yes && !atTerminal()) {
    io.out("", "Nothing was written; add --yes to add it to the policy.");
    return 0;
  }
  const later = found.filter(({ relation }) => listed?.relations[formatRelation(relation)] === undefined);
  const unwritten = editor === null ? [] : notWritten(later, editor);
  const agreed = yes
    ? { found, written: writes === "approval" ? unwritten : [] }
    : await agree(found, { unwritten, writes, io });
  if (agreed === null) return 1;
  const path = document?.file ?? `data/${database}.yaml`;
  const old = files.find((file) => file.path === path);
  const owners = Object.values(listed?.relations ?? {})[0]?.owners ?? [owner];
  const text =
    old === undefined
      ? dataPolicyText(agreed.found, { database, owners })
      : addToDataPolicy(old.text, agreed.found, { owners });
  // what columns hold comes first: a role that names tables of which nothing is known would not load
  const changed = [
    { path, text },
    ...(editor === null || agreed.written.length === 0 ? [] : [addToEditor(agreed.written, editor)]),
  ];
  await replaceChecked(changed, { project, files, io });
  if (yes && writes === undefined && unwritten.length > 0)
    io.out("", `Your agent may propose no changes of ${tablesOf(unwritten)}: name what it may in policies/${EDITOR}.`);
  return 0;
}

async function openListed(config: string, name: string | undefined) {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const [first = ""] = Object.keys(project.config.databases);
  const database = name ?? first;
  const settings = project.config.databases[database];
  if (settings === undefined)
    throw new Failure("usage", `gatehouse.yaml exists already and names no database ${database}; add it there first.`);
  const files = await readPolicyFiles(project.policyFolder);
  return { project, settings, database, document: loaded.documents.data.get(database), files };
}

/** Writes files of the policy once it loads with all of them. */
async function replaceChecked(
  changed: readonly SourceFile[],
  { project, files, io }: Pick<Awaited<ReturnType<typeof openListed>>, "project" | "files"> & { io: Io },
): Promise<void> {
  const others = files.filter((file) => changed.every((each) => each.path !== file.path));
  const checked = parsePolicy([...others, ...changed], project.config);
  if (checked.kind === "problems") throw failureOfProblems(checked.problems);
  io.out("");
  for (const { path, text } of changed) {
    const place = join(project.policyFolder, path);
    if (files.some((file) => file.path === path)) await replaceFile(place, text);
    else await writeProject(project.policyFolder, [{ path, text }]);
    io.out(`${paint(io, "green", "wrote")} ${relative(process.cwd(), place)}`);
  }
}

function noEditor(database: string): Failure {
  return new Failure(
    "usage",
    `--writes approval adds new tables to the role editor, and policies/${EDITOR} lists no tables of ${database}; write it first, or leave the option out.`,
  );
}

/** What is added to the data policy, and which tables to the role editor; null for nothing. */
async function agree(
  found: readonly ClassifiedTable[],
  {
    unwritten,
    writes,
    io,
  }: { unwritten: readonly ClassifiedTable[]; writes: AddOptions["writes"] | undefined; io: Io },
): Promise<{ readonly found: readonly ClassifiedTable[]; readonly written: readonly ClassifiedTable[] } | null> {
  const { openAsker } = await import("../terminal/ask.ts");
  const asker = openAsker(io);
  const said = await askUnsure(found, asker);
  const mayWrite =
    unwritten.length > 0 &&
    (writes === undefined
      ? await asker.isAgreed(
          `May your agent propose changes of rows in ${tablesOf(unwritten)} too?`,
          true,
          "yes: as in the others, by the role editor",
        )
      : writes === "approval");
  const isAgreed = await asker.isAgreed("Add them to the policy?", true);
  asker.close();
  return isAgreed ? { found: said, written: mayWrite ? unwritten : [] } : null;
}

function tablesOf(tables: readonly ClassifiedTable[]): string {
  return tables.length === 1 ? "the new table" : `the ${tables.length} new tables`;
}

function notListed(tables: readonly ClassifiedTable[], listed: DataFile | null): readonly ClassifiedTable[] {
  return tables.flatMap((table) => {
    const columns = table.columns.filter(({ name }) => !isListed(listed, formatRelation(table.relation), name));
    return columns.length === 0 ? [] : [{ relation: table.relation, columns }];
  });
}

function isListed(listed: DataFile | null, relation: string, column: string): boolean {
  const known = listed?.relations[relation]?.columns;
  return known !== undefined && Object.hasOwn(known, column);
}
