// Gatehouse as it is delivered: the built server over stdio, an analyst's masks, a durable ledger.

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ANALYST } from "./analyst.ts";
import { type Contender, overStdio } from "./contender.ts";

const MAIN = fileURLToPath(new URL("../../bin/gatehouse.js", import.meta.url));
const COMPILED = fileURLToPath(new URL("../../dist/entry/cli/main.js", import.meta.url));
const PROFILER = new URL("../../bench/profile-on-signal.mjs", import.meta.url).href;

const FILES: Readonly<Record<string, string>> = {
  "gatehouse.yaml": `databases:
  shop: { engine: postgres, url: "\${SHOP_DATABASE_URL}", max-connections: 8 }
policies: ./policies
state: ./.gatehouse
transport: { stdio: { caller: claude, role: analyst } }
`,
  ...ANALYST,
  "policies/data/shop.yaml": `database: shop
relations:
  public.customers:
    owners: [alice]
    level: internal
    columns:
      id: internal
      email: email
      full_name: person-name
      phone: phone
      ssn: national-id
      country: public
      city: public
      created_at: internal
`,
};

export interface Governed {
  readonly gatehouse: Contender;
  /** The same with its state in memory: what the disk costs is the difference. Durable it is not. Null where there is no such folder. */
  readonly withoutDisk: Contender | null;
  /** A folder in memory, for the state of others. */
  readonly memory: string | null;
  /** Removes what does not lie in the scratch folder. */
  remove(): Promise<void>;
}

/** Writes projects of its own into the scratch folder, with empty ledgers. */
export async function prepareGatehouse(scratch: string, url: string): Promise<Governed> {
  const memory = existsSync(SHARED_MEMORY) ? await mkdtemp(join(SHARED_MEMORY, "gatehouse-bench-")) : null;
  return {
    gatehouse: await prepare("gatehouse", { folder: join(scratch, "project"), url, state: "./.gatehouse" }),
    withoutDisk:
      memory === null
        ? null
        : await prepare("gatehouse, ledger in memory", {
            folder: join(scratch, "project-in-memory"),
            url,
            state: memory,
          }),
    memory,
    remove: async () => {
      if (memory !== null) await rm(memory, { recursive: true, force: true });
    },
  };
}

/** The compiled program, unbundled, with its state in memory; it writes a profile of itself to `profile` (profile-on-signal.mjs). */
export async function prepareCompiled(
  scratch: string,
  { url, profile }: { url: string; profile: string },
): Promise<{ readonly contender: Contender; remove(): Promise<void> }> {
  const state = await mkdtemp(join(SHARED_MEMORY, "gatehouse-bench-"));
  const contender = await prepareBuild("gatehouse", {
    folder: join(scratch, "project-of-parts"),
    url,
    state,
    program: COMPILED,
    node: ["--import", PROFILER],
    env: { PROFILE_FILE: profile },
  });
  return { contender, remove: () => rm(state, { recursive: true, force: true }) };
}

/** A file system in memory, on Linux. */
const SHARED_MEMORY = "/dev/shm";

function prepare(name: string, where: { folder: string; url: string; state: string }): Promise<Contender> {
  return prepareBuild(name, { ...where, program: MAIN });
}

interface Build {
  readonly folder: string;
  readonly url: string;
  readonly state: string;
  readonly program: string;
  /** Options of Node's. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The same project, served by some build of Gatehouse. */
export async function prepareBuild(
  name: string,
  { folder, url, state, program, node = [], env = {} }: Build,
): Promise<Contender> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text.replace("state: ./.gatehouse", `state: ${state}`));
  }
  return overStdio(name, {
    command: process.execPath,
    args: [...node, program, "serve", "--config", join(folder, "gatehouse.yaml")],
    cwd: folder,
    env: { SHOP_DATABASE_URL: url, ...env },
    tool: "query",
    fixed: { database: "shop" },
  });
}
