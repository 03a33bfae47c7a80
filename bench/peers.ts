// Who is measured beside Gatehouse. The published servers are installed into a scratch folder and are no dependencies of ours.

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Contender, directly, overStdio } from "./contender.ts";

const SERVER_POSTGRES = "0.6.2";
const DBHUB = "1.4.0";
/** dbhub 1.4 wants Node 22.5 or later; where an older one runs us, it gets its own, from the npm registry. */
const NODE_FOR_DBHUB = "22";

export interface Peers {
  readonly contenders: readonly Contender[];
  /** What was installed and with which Node it runs. */
  readonly notes: readonly string[];
}

export async function installPeers(scratch: string, url: string): Promise<Peers> {
  const folder = join(scratch, "peers");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const ownNode = !runsDbhub(process.versions.node);
  await promisify(execFile)(
    "npm",
    [
      "install",
      "--no-save",
      "--no-package-lock",
      "--ignore-scripts",
      "--omit=optional",
      `@modelcontextprotocol/server-postgres@${SERVER_POSTGRES}`,
      `@bytebase/dbhub@${DBHUB}`,
      "pg@8",
      ...(ownNode ? [`${nodePackage}@${NODE_FOR_DBHUB}`] : []),
    ],
    { cwd: folder },
  );
  const modules = join(folder, "node_modules");
  const nodeForDbhub = ownNode ? join(modules, nodePackage, "bin", "node") : process.execPath;
  const { stdout: version } = await promisify(execFile)(nodeForDbhub, ["--version"]);
  const toml = join(scratch, "dbhub-read-only.toml");
  await writeFile(
    toml,
    `[[sources]]\nid = "shop"\ndsn = "${url}?sslmode=disable"\n\n[[tools]]\nname = "execute_sql"\nsource = "shop"\nreadonly = true\n`,
  );
  const dbhub = join(modules, "@bytebase/dbhub/dist/index.js");
  return {
    contenders: [
      directly("pg, no server", url),
      overStdio("minimal SDK server", {
        command: process.execPath,
        args: [join(scratch, "built/minimal-server.js"), url],
        cwd: scratch,
        tool: "query",
      }),
      overStdio(`server-postgres ${SERVER_POSTGRES}`, {
        command: process.execPath,
        args: [join(modules, "@modelcontextprotocol/server-postgres/dist/index.js"), url],
        cwd: scratch,
        tool: "query",
      }),
      overStdio(`dbhub ${DBHUB}`, {
        command: nodeForDbhub,
        args: [dbhub, "--transport", "stdio", "--dsn", `${url}?sslmode=disable`],
        cwd: scratch,
        tool: "execute_sql",
      }),
      overStdio(`dbhub ${DBHUB}, read-only`, {
        command: nodeForDbhub,
        args: [dbhub, "--transport", "stdio", "--config", toml],
        cwd: scratch,
        tool: "execute_sql",
      }),
    ],
    notes: [
      `Node ${process.version}; dbhub on Node ${version.trim()}${ownNode ? ", because it wants 22.5 or later" : ""}.`,
      "The published servers are installed from the npm registry by the benchmark, with no optional dependency but the pg driver.",
    ],
  };
}

function runsDbhub(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 5);
}
