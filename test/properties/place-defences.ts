// Defences of what is written outside of the gate that are removed, one at a time: files of MCP clients, the policies that `init` writes, the
// role that `provision` prints, and what commands print. As in product-defences.ts.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import type * as fileModule from "../../src/adapters/files/clients/client-file.ts";
import type * as shapesModule from "../../src/adapters/files/clients/entry-shapes.ts";
import type * as keptModule from "../../src/adapters/files/clients/kept-before.ts";
import type * as judgeModule from "../../src/core/classification/judge-column.ts";
import type * as connectionModule from "../../src/core/connection/read-connection.ts";
import type * as privilegeModule from "../../src/core/policy/check/least-privilege.ts";
import type * as diffModule from "../../src/entry/cli/connect/diff-of-texts.ts";
import type { Io } from "../../src/entry/cli/terminal/io.ts";
import type { OnMachine } from "../support/on-machine.ts";
import { replaceExports, replaceModule } from "./defences.ts";
import type { ProductDefence } from "./product-defences.ts";

const SECRET = "canary-7c1d";

/** A machine whose person uses Cursor, with the file of it as it is. */
async function withCursor(
  act: (on: OnMachine, file: string) => Promise<string | null>,
  environment: Record<string, string> = {},
): Promise<string | null> {
  const { onMachine } = await import("../support/on-machine.ts");
  const { findClient } = await import("../../src/entry/cli/connect/find-client.ts");
  const on = onMachine("linux", environment);
  try {
    return await act(on, on.place(findClient("cursor")));
  } finally {
    on.remove();
  }
}

/** What a command says, in this process. */
function hear(): { io: Io; text(): string } {
  const lines: string[] = [];
  const out = (...more: readonly string[]) => void lines.push(...more);
  const all = async (more: Iterable<string> | AsyncIterable<string>) => {
    for await (const line of more) out(line);
  };
  const io: Io = {
    out,
    err: out,
    json: (value) => out(JSON.stringify(value)),
    jsonText: out,
    outLines: all,
    exact: all,
    progress: () => undefined,
    color: false,
  };
  return { io, text: () => lines.join("\n") };
}

export const PLACE_DEFENCES: readonly ProductDefence[] = [
  {
    area: "clients",
    name: "the look at where a link leads [G-CONNECT-OTHERS-FILES]",
    remove: replaceExports<typeof fileModule>("adapters/files/clients/client-file.ts", ({ readClientFile }) => ({
      readClientFile: (path, { within }) => readClientFile(path, { within, followLinks: true }),
    })),
    notices: () =>
      withCursor(async (on, file) => {
        const outside = join(on.home, "../elsewhere.json");
        on.write(outside, "{}");
        mkdirSync(dirname(file), { recursive: true });
        symlinkSync(outside, file);
        await on.run("cursor").catch(() => null);
        return readFileSync(outside, "utf8") === "{}" ? null : "a file outside of the home is written";
      }),
  },
  {
    area: "clients",
    name: "that an entry of somebody else stays [G-CONNECT-OTHERS-FILES]",
    remove: replaceExports<typeof keptModule>("adapters/files/clients/kept-before.ts", ({ findKept }) => ({
      findKept: async (folder, { file, name }) =>
        (await findKept(folder, { file, name })) ?? {
          client: "cursor",
          name,
          file,
          existed: false,
          after: "",
          folders: [],
          before: null,
          copy: file,
        },
    })),
    notices: () =>
      withCursor(async (on, file) => {
        const theirs = '{"mcpServers":{"gatehouse":{"command":"theirs"}}}';
        on.write(file, theirs);
        await on.run("cursor").catch(() => null);
        return readFileSync(file, "utf8") === theirs ? null : "a server that somebody else put there is replaced";
      }),
  },
  {
    area: "clients",
    name: "the look at the file before it is replaced [G-CONNECT-OTHERS-FILES]",
    remove: replaceExports<typeof fileModule>("adapters/files/clients/client-file.ts", ({ replaceClientFile }) => ({
      replaceClientFile: (file, ...more) => {
        let bytes: Buffer | null = null;
        try {
          bytes = readFileSync(file.path);
        } catch {}
        return replaceClientFile({ ...file, bytes }, ...more);
      },
    })),
    notices: () =>
      withCursor(async (_, file) => {
        const { readClientFile, replaceClientFile } = await import("../../src/adapters/files/clients/client-file.ts");
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, "{}");
        const read = await readClientFile(file, { within: dirname(file), followLinks: false });
        writeFileSync(file, '{"a":1}'); // the client writes meanwhile
        await replaceClientFile(read, Buffer.from("{ }")).catch(() => null);
        return readFileSync(file, "utf8") === '{"a":1}' ? null : "what a client wrote meanwhile is lost";
      }),
  },
  {
    area: "clients",
    name: "names of variables in place of their values [G-CONNECT-NO-SECRET]",
    remove: replaceExports<typeof shapesModule>("adapters/files/clients/entry-shapes.ts", ({ entryOf }) => ({
      entryOf: (client, launch) => ({
        ...entryOf(client, launch),
        env: Object.fromEntries(launch.variables.map((name) => [name, process.env[name] ?? ""])),
      }),
    })),
    notices: () =>
      withCursor(async (on, file) => {
        process.env["SHOP_PASSWORD"] = SECRET;
        try {
          await on.run("cursor");
        } finally {
          delete process.env["SHOP_PASSWORD"];
        }
        return readFileSync(file, "utf8").includes(SECRET) ? "a secret is written into a client's file" : null;
      }),
  },
  {
    area: "clients",
    name: "that only what changes is shown [G-CONNECT-NO-SECRET]",
    remove: replaceExports<typeof diffModule>("entry/cli/connect/diff-of-texts.ts", () => ({
      diffOf: (before, after) => [...before.split("\n"), ...after.split("\n")],
    })),
    notices: () =>
      withCursor(async (on, file) => {
        on.write(file, `{\n  "mcpServers": {\n    "a": { "env": { "KEY": "${SECRET}" } }\n  }\n}\n`);
        const { said } = await on.run("cursor", { dryRun: true });
        return said.includes(SECRET) ? "a secret of another server is shown" : null;
      }),
  },
  {
    area: "classification",
    name: "the class of what nobody can tell [G-CLASSIFY-UNSURE-MASKED]",
    remove: replaceExports<typeof judgeModule>("core/classification/judge-column.ts", ({ judgeColumn }) => ({
      judgeColumn: (...given) => {
        const found = judgeColumn(...given);
        return found.holds === "unsure" ? { ...found, holds: "internal" } : found;
      },
    })),
    notices: async () => {
      const folder = mkdtempSync(join(tmpdir(), "gatehouse-defence-"));
      const file = join(folder, "shop.db");
      new Database(file)
        .exec(`CREATE TABLE t (id integer PRIMARY KEY, zq text); INSERT INTO t VALUES (1, '${SECRET}')`)
        .close();
      try {
        const { init } = await import("../../src/entry/cli/init/init.ts");
        await init({ sqlite: file, directory: folder, yes: true }, hear().io);
        const { readProject } = await import("../../src/entry/wiring/project.ts");
        const { openGatehouse } = await import("../../src/entry/wiring/open-gatehouse.ts");
        const { authenticateConfigured } = await import("../../src/entry/wiring/authenticate.ts");
        const { runQuery } = await import("../../src/gate/reading/run-query.ts");
        const project = await readProject(join(folder, "gatehouse.yaml"));
        if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
        const opened = await openGatehouse(project, () => undefined);
        const { gatehouse } = opened;
        const principal = project.config.transport?.stdio?.caller ?? "";
        const caller = authenticateConfigured({ principal, role: null, session: "probe" }, gatehouse.policy());
        const question = { database: null, sql: "SELECT zq FROM t", parameters: [] };
        const answer = await runQuery(question, { caller, gatehouse, cancellation: new AbortController().signal });
        await opened.close();
        if (answer.kind === "refused") throw new Error(answer.refusal.message);
        return answer.json.includes(SECRET) ? "what nobody could classify is shown" : null;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  {
    area: "privileges",
    name: "what no role shows in the grants of the database's role [G-LEAST-PRIVILEGE]",
    remove: replaceExports<typeof privilegeModule>("core/policy/check/least-privilege.ts", () => ({
      leastPrivileges: (_, { catalogue }) =>
        [...catalogue.relations.values()].map(({ name }) => ({
          relation: name,
          select: "all" as const,
          insert: false,
          update: false,
          delete: false,
        })),
    })),
    notices: async () => {
      const { openSmallShop } = await import("../support/small-shop.ts");
      const shop = await openSmallShop("postgres", {
        sql: "CREATE TABLE people (id integer PRIMARY KEY, hidden text); CREATE TABLE unlisted (id integer);",
        relations: "  SCHEMA.people: { columns: { id: internal, hidden: restricted } }\n",
        role: "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n",
      });
      try {
        const { openDatabases } = await import("../../src/entry/wiring/open-databases.ts");
        const { readProject, readProjectPolicy } = await import("../../src/entry/wiring/project.ts");
        const { leastPrivileges } = await import("../../src/core/policy/check/least-privilege.ts");
        const { grantStatements } = await import("../../src/core/sql/postgres/grant-statements.ts");
        const project = await readProject(join(shop.folder, "gatehouse.yaml"));
        if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
        const loaded = await readProjectPolicy(project);
        if (loaded.kind === "problems") throw new Error(JSON.stringify(loaded.problems));
        const { databases, dialect, close } = await openDatabases(project);
        const database = databases.get("shop");
        if (database === undefined) throw new Error("no database");
        const privileges = leastPrivileges(loaded.policy, {
          database: "shop",
          writable: false,
          catalogue: await database.catalogue(),
          dialect: dialect("postgres"),
        });
        await close();
        const role = "probe";
        const grants = grantStatements(privileges, { role, writable: false }).join("\n");
        if (!grants.includes('"people"')) throw new Error("nothing is granted");
        return /unlisted|hidden|GRANT SELECT ON "public"."people"/.test(grants)
          ? "the database's role may read what no role shows"
          : null;
      } finally {
        await shop.close();
      }
    },
  },
  {
    area: "process",
    name: "that what is said of a connection leaves its text out [G-NOTHING-PRINTED]",
    remove: () =>
      replaceModule(
        "../../src/core/connection/read-connection.ts",
        async (original: () => Promise<typeof connectionModule>) => {
          const actual = await original();
          const readConnection: typeof actual.readConnection = (text) => {
            const read = actual.readConnection(text);
            return read.kind === "wrong" ? { ...read, message: `${read.message} It is ${text}.` } : read;
          };
          return { ...actual, readConnection };
        },
      ),
    notices: async () => {
      const { makeProject } = await import("../support/project.ts");
      const project = await makeProject({
        databases: '  shop: { engine: postgres, url: "${PROBE_URL}" }',
        data: { shop: "database: shop\nrelations: {}\n" },
      });
      process.env["PROBE_URL"] = `postgres://reader:${SECRET}`;
      const { io, text } = hear();
      try {
        const { provision } = await import("../../src/entry/cli/provision.ts");
        const said = await provision({ config: join(project.folder, "gatehouse.yaml"), role: "probe" }, io).catch(
          (error: unknown) => String(error),
        );
        return `${said}${text()}`.includes(SECRET) ? "a password is in what a command prints" : null;
      } finally {
        delete process.env["PROBE_URL"];
        await project.remove();
      }
    },
  },
];
