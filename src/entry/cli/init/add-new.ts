// `gatehouse init` where a project is already: proposes what the database has and its data policy does not list, and adds it to that file
// when it is agreed to. What is listed stays as it was written.

import { join, relative } from "node:path";
import { readPolicyFiles } from "../../../adapters/files/read-policy-files.ts";
import { replaceFile } from "../../../adapters/files/replace-file.ts";
import type { ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import type { TableShape } from "../../../core/classification/table-shape.ts";
import { Failure } from "../../../core/model/failure.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import type { DataFile } from "../../../core/policy/schema/data-schema.ts";
import { failureOfProblems, parsePolicy, readProject, readProjectPolicy } from "../../wiring/project.ts";
import { atTerminal, type Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { askUnsure } from "./ask-unsure.ts";
import { classifyDatabase } from "./classify-database.ts";
import { addToDataPolicy, dataPolicyText } from "./data-policy-text.ts";
import { showFindings } from "./show-findings.ts";

export async function addNew(
  config: string,
  { name, owner, yes, sample }: { name?: string; owner: string; yes: boolean; sample?: boolean },
  io: Io,
): Promise<number> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const [first = ""] = Object.keys(project.config.databases);
  const database = name ?? first;
  const settings = project.config.databases[database];
  if (settings === undefined)
    throw new Failure("usage", `gatehouse.yaml exists already and names no database ${database}; add it there first.`);
  const document = loaded.documents.data.get(database);
  const isNew = ({ name: relation, columns }: TableShape): boolean =>
    columns.some((column) => !isListed(document?.value ?? null, formatRelation(relation), column.name));
  const gathering = { io, isWanted: async () => sample === true, isNew };
  const tables = await classifyDatabase(database, { settings, folder: project.folder, gathering });
  const found = notListed(tables, document?.value ?? null);
  if (found.length === 0) {
    io.out(`Nothing is new: ${document?.file ?? "the policy"} lists every column of ${database}.`);
    return 0;
  }
  io.out(`New in ${database}:`, ...showFindings(found, { palette: io, all: false }));
  if (!yes && !atTerminal()) {
    io.out("", "Nothing was written; add --yes to add it to the policy.");
    return 0;
  }
  const agreed = yes ? found : await agree(found, io);
  if (agreed === null) return 1;
  const owners = Object.values(document?.value?.relations ?? {})[0]?.owners ?? [owner];
  const path = document?.file ?? `data/${database}.yaml`;
  const files = await readPolicyFiles(project.policyFolder);
  const old = files.find((file) => file.path === path);
  const text =
    old === undefined ? dataPolicyText(agreed, { database, owners }) : addToDataPolicy(old.text, agreed, { owners });
  const others = files.filter((file) => file !== old);
  const checked = parsePolicy([...others, { path, text }], project.config);
  if (checked.kind === "problems") throw failureOfProblems(checked.problems);
  await replaceFile(join(project.policyFolder, path), text);
  io.out("", `${paint(io, "green", "wrote")} ${relative(process.cwd(), join(project.policyFolder, path))}`);
  return 0;
}

async function agree(found: readonly ClassifiedTable[], io: Io): Promise<readonly ClassifiedTable[] | null> {
  const { openAsker } = await import("../terminal/ask.ts");
  const asker = openAsker(io);
  const said = await askUnsure(found, asker);
  const isAgreed = await asker.isAgreed("Add them to the policy?", true);
  asker.close();
  return isAgreed ? said : null;
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
