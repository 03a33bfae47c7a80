// A Gatehouse project in a temporary folder, and the built program served from it over stdio to a real MCP client.

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { builtProgram } from "./built-program.ts";

export interface ProjectFiles {
  /** The part of gatehouse.yaml below `databases:`, indented. */
  readonly databases: string;
  readonly identities?: string;
  /** Data policies by database. */
  readonly data: Readonly<Record<string, string>>;
  /** Role files beside those that ship, by file name. */
  readonly roles?: Readonly<Record<string, string>>;
  readonly caller?: string;
  /** risk.yaml; the shipped rules hold without it. */
  readonly risk?: string;
}

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  carol: { kind: human, roles: [compliance-auditor] }
  claude: { kind: agent, owner: alice, roles: [analyst], attributes: { region: EU } }
`;

export async function makeProject(files: ProjectFiles): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-project-"));
  await mkdir(join(folder, "policies", "data"), { recursive: true });
  await cp(resolve("policies/roles"), join(folder, "policies", "roles"), { recursive: true });
  await writeFile(
    join(folder, "gatehouse.yaml"),
    `databases:\n${files.databases}\ntransport: { stdio: { caller: ${files.caller ?? "claude"} } }\n`,
  );
  await writeFile(join(folder, "policies", "identities.yaml"), files.identities ?? IDENTITIES);
  for (const [name, text] of Object.entries(files.data))
    await writeFile(join(folder, "policies", "data", `${name}.yaml`), text);
  if (files.risk !== undefined) await writeFile(join(folder, "policies", "risk.yaml"), files.risk);
  for (const [name, text] of Object.entries(files.roles ?? {}))
    await writeFile(join(folder, "policies", "roles", name), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface ToolAnswer {
  readonly isError: boolean;
  /** The text content, parsed. */
  readonly body: Record<string, unknown>;
  readonly structured: unknown;
  readonly meta: unknown;
}

export interface ServedClient {
  readonly client: Client;
  /** What the server wrote to stderr so far. */
  log(): string;
  readonly pid: number | null;
  call(name: string, input: Record<string, unknown>, signal?: AbortSignal): Promise<ToolAnswer>;
  close(): Promise<void>;
}

export async function connect(
  folder: string,
  options: {
    args?: readonly string[];
    env?: Record<string, string>;
    name?: string;
    /** The command that starts the server, which gets the server's own command line as its last arguments. */
    within?: readonly string[];
  } = {},
): Promise<ServedClient> {
  const server = [
    process.execPath,
    builtProgram(),
    "serve",
    "--config",
    join(folder, "gatehouse.yaml"),
    ...(options.args ?? []),
  ];
  const [command = "", ...args] = [...(options.within ?? []), ...server];
  const transport = new StdioClientTransport({
    command,
    args,
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString("utf8");
  });
  const client = new Client({ name: options.name ?? "gatehouse-tests", version: "1.0.0" });
  await client.connect(transport);
  return {
    client,
    log: () => log,
    pid: transport.pid,
    call: async (name, input, signal) => {
      const result = await client.callTool({ name, arguments: input }, signal === undefined ? {} : { signal });
      const [first] = Array.isArray(result.content) ? result.content : [];
      const body: Record<string, unknown> = first?.type === "text" ? JSON.parse(first.text) : {};
      return { isError: result.isError === true, body, structured: result.structuredContent, meta: result._meta };
    },
    close: () => client.close(),
  };
}
