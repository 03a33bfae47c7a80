// `gatehouse init`: a first project for a database, with every column classified and what is unsure masked. Overwrites nothing, and writes
// all of its files or none.

import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { accountName } from "../../../adapters/system/account-name.ts";
import type { ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { Failure } from "../../../core/model/failure.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import { loadConfig } from "../../../core/policy/load/load-config.ts";
import { failureOfProblems } from "../../wiring/project.ts";
import { ownCommand, shellWord } from "../own-command.ts";
import type { Asker } from "../terminal/ask.ts";
import { atTerminal, type Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { addNew } from "./add-new.ts";
import { askApprover, type KeyChoice, keyOf } from "./ask-approver.ts";
import { askDatabase, type DatabasePlace } from "./ask-database.ts";
import { askSample } from "./ask-sample.ts";
import { askUnsure } from "./ask-unsure.ts";
import { askWrites } from "./ask-writes.ts";
import { classifyDatabase } from "./classify-database.ts";
import type { Gathering } from "./gather-evidence.ts";
import { ownerName } from "./owner-name.ts";
import { namesOnlyOnce, projectFiles } from "./project-files.ts";
import { bareConfig, type ProjectAnswers } from "./project-text.ts";
import { showFindings } from "./show-findings.ts";
import { refuseOccupied, writeProject } from "./write-project.ts";

export interface InitOptions {
  readonly postgres?: string;
  readonly sqlite?: string;
  readonly name?: string;
  readonly directory: string;
  readonly approver?: string;
  /** `approval`: the agent may propose changes, and each waits. Asked at a terminal where absent, and else `none`. */
  readonly writes?: "none" | "approval";
  readonly yes?: true;
  /** Whether samples of values are looked at; asked at a terminal where absent. */
  readonly sample?: boolean;
}

export async function init(options: InitOptions, io: Io): Promise<number> {
  const folder = resolve(options.directory);
  const owner = ownerName(accountName());
  const config = join(folder, "gatehouse.yaml");
  if (existsSync(config)) return addNew(config, { ...options, owner, yes: options.yes === true }, io);
  const name = options.name ?? "main";
  await refuseOccupied(folder, namesOnlyOnce(name)); // before anybody has answered anything
  const asker = options.yes === true || !atTerminal() ? null : (await import("../terminal/ask.ts")).openAsker(io);
  const place = placeOf(options) ?? (await (asker === null ? noDatabase() : askDatabase(asker)));
  checkApprover(options, owner);
  const database = { name, settings: settingsOf(place, folder) };
  const isWanted = async (): Promise<boolean> => options.sample ?? (asker !== null && (await askSample(asker)));
  const found = await classify(database, { folder, gathering: { io, isWanted } });
  io.out(...showFindings(found, { palette: io, all: false }));
  const tables = asker === null ? found : await askUnsure(found, asker);
  const approver = await approverOf(options, { owner, asker });
  const writes = await writesOf(options, { approver: approver?.name ?? null, asker });
  if (asker !== null && !(await asker.isAgreed(`Write gatehouse.yaml and policies/ into ${folder}?`, true))) {
    io.out("Nothing was written.");
    return 1;
  }
  asker?.close();
  const answers: ProjectAnswers = {
    ...database,
    owner,
    approver: approver === null ? null : keyOf(approver),
    writes,
  };
  const written = await writeProject(folder, await projectFiles(answers, tables));
  io.out("", ...written.map((path) => `${paint(io, "green", "wrote")} ${relative(process.cwd(), join(folder, path))}`));
  io.out(...nextSteps(answers, { folder, tables }));
  return 0;
}

async function classify(
  answers: Pick<ProjectAnswers, "name" | "settings">,
  { folder, gathering }: { folder: string; gathering: Gathering },
): Promise<readonly ClassifiedTable[]> {
  const loaded = loadConfig({ path: "gatehouse.yaml", text: bareConfig(answers) }, process.env);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const settings = loaded.config.databases[answers.name];
  if (settings === undefined) throw new Failure("usage", "The database has no name; give one with --name.");
  return classifyDatabase(answers.name, { settings, folder, gathering });
}

function placeOf({ postgres, sqlite }: InitOptions): DatabasePlace | null {
  if (postgres !== undefined && sqlite !== undefined) return noDatabase();
  if (sqlite !== undefined) return { sqlite };
  return postgres === undefined ? null : { postgres };
}

function noDatabase(): never {
  throw new Failure("usage", "Give either --postgres with a URL or --sqlite with a file.");
}

function settingsOf(place: DatabasePlace, folder: string): ProjectAnswers["settings"] {
  if ("sqlite" in place) return { engine: "sqlite", file: `./${relative(folder, resolve(place.sqlite))}` };
  return { engine: "postgres", url: place.postgres };
}

/** Nobody approves what they or their agent ask for: it takes another person. */
function checkApprover({ approver, writes, yes }: InitOptions, owner: string): void {
  if (writes === "approval" && approver === undefined && (yes === true || !atTerminal()))
    throw new Failure("usage", "--writes approval takes somebody who approves: name them with --approver.");
  if (approver !== undefined && (ownerName(approver) !== approver || approver === owner))
    throw new Failure(
      "usage",
      `${approver} cannot be the approver: name another person than you (${owner}), with letters, digits, - and _.`,
    );
}

async function approverOf(
  { approver }: InitOptions,
  { owner, asker }: { owner: string; asker: Asker | null },
): Promise<{ readonly name: string; readonly key: KeyChoice } | null> {
  if (asker !== null) return askApprover(owner, { asker, given: approver });
  return approver === undefined ? null : { name: approver, key: { kind: "later" } };
}

/** Nothing is opened for writing that nobody asked for, and nothing that nobody could approve. */
async function writesOf(
  { writes }: InitOptions,
  { approver, asker }: { approver: string | null; asker: Asker | null },
): Promise<boolean> {
  if (approver === null) return false;
  if (writes !== undefined) return writes === "approval";
  return asker !== null && (await askWrites(approver, asker));
}

function nextSteps(
  { name, approver, writes }: ProjectAnswers,
  { folder, tables }: { folder: string; tables: readonly ClassifiedTable[] },
): readonly string[] {
  const gatehouse = ownCommand();
  const config = shellWord(join(relative(process.cwd(), folder), "gatehouse.yaml"));
  const seen = tables.map(({ relation }) => formatRelation(relation)).find((path) => /^[a-z_]+\.[a-z_]+$/.test(path));
  const sql = seen === undefined ? "SELECT 1" : `SELECT count(*) FROM ${seen}`;
  return [
    "",
    "Next:",
    `  1. Read ${shellWord(join(relative(process.cwd(), folder), "policies", "data", `${name}.yaml`))} and correct the classes.`,
    `  2. ${gatehouse} check --config ${config}`,
    `  3. ${gatehouse} explain '${sql}' --as claude --config ${config}`,
    `  4. ${gatehouse} connect --config ${config}`,
    ...(approver === null ? [] : ["", ...decidesBy(approver, { gatehouse, config, writes })]),
  ];
}

/** An approval can be seen at once: of a change, or of masked columns in the clear for a time. */
function decidesBy(
  { name, key }: NonNullable<ProjectAnswers["approver"]>,
  { gatehouse, config, writes }: { gatehouse: string; config: string; writes: boolean },
): readonly string[] {
  const asked = writes ? "to change a row, such as a status" : "to request access to a masked column";
  return [
    "To see an approval:",
    ...(key === null ? [`  ${gatehouse} keys enrol --as ${name} --config ${config}`] : []),
    `  Ask your agent ${asked}. It is told to wait for ${name}, who decides:`,
    `  ${gatehouse} approvals watch --config ${config}`,
  ];
}
