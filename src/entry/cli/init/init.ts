// `gatehouse init`: a first project for a database, with every relation listed and classes proposed. Overwrites nothing.

import { constants } from "node:fs";
import { access, copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Document, isScalar, stringify } from "yaml";
import { Failure } from "../../../core/model/failure.ts";
import { loadConfig } from "../../../core/policy/load/load-config.ts";
import { openDatabaseOf } from "../../wiring/open-databases.ts";
import { PACKAGE_ROOT } from "../../wiring/package-root.ts";
import { failureOfProblems } from "../../wiring/project.ts";
import { ownCommand, shellWord } from "../own-command.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { ownerName } from "./owner-name.ts";
import { type ProposedRelation, proposeClasses, summarise } from "./propose-classes.ts";

interface InitOptions {
  readonly postgres?: string;
  readonly sqlite?: string;
  readonly name: string;
  readonly directory: string;
  readonly approver?: string;
}

const SHIPPED_RISK = fileURLToPath(new URL("policies/risk.yaml", PACKAGE_ROOT));
const SHIPPED_ROLES = fileURLToPath(new URL("policies/roles/", PACKAGE_ROOT));

export async function init(options: InitOptions, io: Io): Promise<number> {
  const folder = resolve(options.directory);
  const settings = settingsOf(options, folder);
  const config = stringify({
    databases: { [options.name]: settings },
    policies: "./policies",
    state: "./.gatehouse",
    transport: { stdio: { caller: "claude" } },
  });
  const loaded = loadConfig({ path: "gatehouse.yaml", text: config }, process.env);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const resolved = loaded.config.databases[options.name];
  if (resolved === undefined) throw new Failure("usage", "The database has no name; give one with --name.");
  const database = await openDatabaseOf(options.name, { settings: resolved, folder });
  try {
    const catalogue = await database.catalogue();
    const owner = ownerName(userInfo().username);
    const people = [owner, ...approverOf(options, owner)];
    const proposed = proposeClasses(catalogue);
    const files: readonly (readonly [string, string])[] = [
      ["gatehouse.yaml", config],
      ["policies/identities.yaml", identitiesFor(people)],
      [`policies/data/${options.name}.yaml`, dataPolicyFor(proposed, { database: options.name, owners: people })],
      ["policies/risk.yaml", await readFile(SHIPPED_RISK, "utf8")],
      [".gatehouse/.gitignore", "# Keys, the ledger and approvals: copied to a safe place, and never committed.\n*\n"],
    ];
    await refuseToOverwrite(folder, files);
    for (const [path, text] of files) {
      await mkdir(join(folder, path, ".."), {
        recursive: true,
        ...(path.startsWith(".gatehouse/") && { mode: 0o700 }),
      });
      await writeFile(join(folder, path), text, { flag: "wx" });
      io.out(`${paint(io, "green", "wrote")} ${relative(process.cwd(), join(folder, path)) || path}`);
    }
    await copyRoles(join(folder, "policies", "roles"), io);
    io.out("", ...summarise(proposed, io), ...nextSteps(options, { folder, proposed }));
    return 0;
  } finally {
    await database.close();
  }
}

function settingsOf({ postgres, sqlite }: InitOptions, folder: string) {
  if ((postgres === undefined) === (sqlite === undefined)) {
    throw new Failure("usage", "Give either --postgres with a URL or --sqlite with a file.");
  }
  if (sqlite !== undefined) return { engine: "sqlite", file: `./${relative(folder, resolve(sqlite))}` };
  return { engine: "postgres", url: postgres ?? "" };
}

/** Nobody approves what they or their agent ask for: it takes another person. */
function approverOf({ approver }: InitOptions, owner: string): readonly string[] {
  if (approver === undefined) return [];
  if (ownerName(approver) !== approver || approver === owner)
    throw new Failure(
      "usage",
      `${approver} cannot be the approver: name another person than you (${owner}), with letters, digits, - and _.`,
    );
  return [approver];
}

function identitiesFor(people: readonly string[]): string {
  const [owner = ""] = people;
  return `# Who may call, and in which roles. An agent needs a person who answers for it, and whom it asks for: somebody else approves.
identities:
${people.map((name) => `  ${name}: { kind: human, roles: [data-owner] }`).join("\n")}
  claude: { kind: agent, owner: ${owner}, roles: [analyst] }
`;
}

function dataPolicyFor(
  proposed: readonly ProposedRelation[],
  { database, owners }: { database: string; owners: readonly string[] },
): string {
  const document = new Document({
    database,
    relations: Object.fromEntries(
      proposed.map(({ relation, columns }) => [
        relation,
        { owners, columns: Object.fromEntries(columns.map(({ name, holds }) => [name, holds])) },
      ]),
    ),
  });
  for (const { relation, columns } of proposed) {
    for (const { name, unsure } of columns) {
      const node = document.getIn(["relations", relation, "columns", name], true);
      if (unsure && isScalar(node)) node.comment = " unsure: look at what it holds";
    }
  }
  return `# What each column holds: a class (email, phone, …) or a level (public, internal, confidential, restricted).
# Proposed from names and types: read it through before an agent connects. What is not listed does not exist for callers.
${document.toString()}`;
}

async function refuseToOverwrite(folder: string, files: readonly (readonly [string, string])[]): Promise<void> {
  for (const [path] of files) {
    const exists = await access(join(folder, path)).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new Failure(
        "usage",
        `${path} exists already and init overwrites nothing; use another --directory, or remove it.`,
      );
  }
}

async function copyRoles(target: string, io: Io): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(SHIPPED_ROLES)) {
    if (!name.endsWith(".yaml")) continue;
    await copyFile(join(SHIPPED_ROLES, name), join(target, name), constants.COPYFILE_EXCL).catch((cause: unknown) => {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause; // theirs stays
    });
  }
  io.out(`${paint(io, "green", "wrote")} ${relative(process.cwd(), target)}/*.yaml`);
}

function nextSteps(
  { name, approver }: InitOptions,
  { folder, proposed }: { folder: string; proposed: readonly ProposedRelation[] },
): readonly string[] {
  const gatehouse = ownCommand();
  const config = shellWord(join(relative(process.cwd(), folder), "gatehouse.yaml"));
  const seen = proposed.find(({ relation }) => /^[a-z_]+\.[a-z_]+$/.test(relation))?.relation;
  const sql = seen === undefined ? "SELECT 1" : `SELECT count(*) FROM ${seen}`;
  return [
    "",
    "Next:",
    `  1. Read ${shellWord(join(relative(process.cwd(), folder), "policies", "data", `${name}.yaml`))} and correct the classes.`,
    `  2. ${gatehouse} check --config ${config}`,
    `  3. ${gatehouse} explain '${sql}' --as claude --config ${config}`,
    `  4. claude mcp add gatehouse -- ${gatehouse} serve --config ${shellWord(join(folder, "gatehouse.yaml"))}`,
    ...(approver === undefined
      ? []
      : [`${approver} decides on what waits for approval, with an SSH key: ${gatehouse} keys enrol --as ${approver}`]),
  ];
}
