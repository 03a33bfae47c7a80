// `gatehouse init`: a first project for a database, with every column classified and what is unsure masked. Overwrites nothing, and writes
// all of its files or none.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { Failure } from "../../../core/model/failure.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import { loadConfig } from "../../../core/policy/load/load-config.ts";
import { PACKAGE_ROOT } from "../../wiring/package-root.ts";
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
import { classifyDatabase } from "./classify-database.ts";
import { dataPolicyText } from "./data-policy-text.ts";
import type { Gathering } from "./gather-evidence.ts";
import { ownerName } from "./owner-name.ts";
import { APPROVER_ROLE, bareConfig, configText, identitiesText, type ProjectAnswers } from "./project-text.ts";
import { showFindings } from "./show-findings.ts";
import { type ProjectFile, refuseOccupied, writeProject } from "./write-project.ts";

export interface InitOptions {
  readonly postgres?: string;
  readonly sqlite?: string;
  readonly name?: string;
  readonly directory: string;
  readonly approver?: string;
  readonly yes?: true;
  /** Whether samples of values are looked at; asked at a terminal where absent. */
  readonly sample?: boolean;
}

const SHIPPED_RISK = fileURLToPath(new URL("policies/risk.yaml", PACKAGE_ROOT));
const SHIPPED_ROLES = fileURLToPath(new URL("policies/roles/", PACKAGE_ROOT));

export async function init(options: InitOptions, io: Io): Promise<number> {
  const folder = resolve(options.directory);
  const owner = ownerName(userInfo().username);
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
  if (asker !== null && !(await asker.isAgreed(`Write gatehouse.yaml and policies/ into ${folder}?`, true))) {
    io.out("Nothing was written.");
    return 1;
  }
  asker?.close();
  const answers: ProjectAnswers = { ...database, owner, approver: approver === null ? null : keyOf(approver) };
  const written = await writeProject(folder, await filesOf(answers, tables));
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

/** What is written anew or not at all; roles that are there already stay. */
function namesOnlyOnce(name: string): readonly string[] {
  return ["policies/identities.yaml", `policies/data/${name}.yaml`, "policies/risk.yaml"];
}

async function filesOf(answers: ProjectAnswers, tables: readonly ClassifiedTable[]): Promise<readonly ProjectFile[]> {
  const { name, owner, approver } = answers;
  const roles = (await readdir(SHIPPED_ROLES)).filter((file) => file.endsWith(".yaml"));
  return [
    { path: "gatehouse.yaml", text: configText(answers) },
    { path: "policies/identities.yaml", text: identitiesText(answers) },
    { path: `policies/data/${name}.yaml`, text: dataPolicyText(tables, { database: name, owners: [owner] }) },
    { path: "policies/risk.yaml", text: await readFile(SHIPPED_RISK, "utf8") },
    {
      path: ".gatehouse/.gitignore",
      text: "# Keys, the ledger and approvals: copied to a safe place, and never committed.\n*\n",
    },
    ...(await Promise.all(
      roles.map(async (file): Promise<ProjectFile> => {
        const text = await readFile(join(SHIPPED_ROLES, file), "utf8");
        return { path: `policies/roles/${file}`, text, keepsOther: true };
      }),
    )),
    ...(approver === null
      ? []
      : [{ path: "policies/roles/approver.yaml", text: APPROVER_ROLE, keepsOther: true } as const]),
  ];
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
function checkApprover({ approver }: InitOptions, owner: string): void {
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

function nextSteps(
  { name, approver }: ProjectAnswers,
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
    ...(approver === null ? [] : decidesBy(approver, { gatehouse, config })),
  ];
}

/** What an agent may ask for from the start is masked columns in the clear for a time: an approval can be seen at once. */
function decidesBy(
  { name, key }: NonNullable<ProjectAnswers["approver"]>,
  { gatehouse, config }: { gatehouse: string; config: string },
): readonly string[] {
  if (key === null)
    return [`${name} decides on what waits for approval, with an SSH key: ${gatehouse} keys enrol --as ${name}`];
  return [
    `${name} decides on what waits for approval: ask claude to request access to a masked column, then ${gatehouse} approvals list --config ${config}`,
  ];
}
