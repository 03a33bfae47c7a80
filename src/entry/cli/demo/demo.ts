// `gatehouse demo`: a real MCP client over stdio against this very program, on a small shop. Shows what the agent saw beside what is there.

import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { z } from "zod";
import { readFilter } from "../../../core/ledger/search/ledger-filter.ts";
import type { Claim } from "../../../core/ledger/verify/verify-ledger.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { storedLedgerOf } from "../../wiring/open-state.ts";
import { PACKAGE_ROOT } from "../../wiring/package-root.ts";
import { shellWord } from "../own-command.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { Approver } from "./approver.ts";
import { DemoKey } from "./demo-key.ts";
import { formatTable } from "./format-table.ts";
import { makeShop, readShop } from "./make-shop.ts";

const MAIN = fileURLToPath(new URL("bin/gatehouse.js", PACKAGE_ROOT));

const receiptSchema = z.object({ index: z.number(), size: z.number(), root: z.string() });
type Receipt = z.infer<typeof receiptSchema>;
const resultSchema = z.looseObject({
  columns: z.array(z.looseObject({ name: z.string() })),
  rows: z.array(z.array(z.json())),
  ledger: receiptSchema,
});
const requestSchema = z.looseObject({
  status: z.string(),
  request: z.string().optional(),
  risk: z.array(z.object({ rule: z.string(), reason: z.string() })).default([]),
  row_count: z.number(),
  next: z.string(),
  ledger: receiptSchema,
});
const refusalSchema = z.looseObject({ refused: z.string(), message: z.string(), remedy: z.string() });
const schemaSchema = z.looseObject({
  tables: z.array(
    z.looseObject({
      name: z.string(),
      columns: z.array(z.looseObject({ name: z.string(), treatment: z.string().optional() })).default([]),
    }),
  ),
});

export async function demo(options: { directory?: string }, io: Io): Promise<number> {
  const folder =
    options.directory === undefined ? await mkdtemp(join(tmpdir(), "gatehouse-demo-")) : resolve(options.directory);
  await mkdir(folder, { recursive: true });
  io.out(`Making a small shop, its policies and a key in ${folder} …`);
  const key = new DemoKey();
  await makeShop(folder, key.line);
  io.out("Starting a server on it, and a client that speaks MCP to it …");
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, "serve", "--config", join(folder, "gatehouse.yaml")],
    stderr: "inherit",
  });
  const client = new Client({ name: "gatehouse-demo", version: "1.0.0" });
  await client.connect(transport);
  const session = new DemoSession(client, { folder, io, approver: new Approver({ folder, key, io }) });
  try {
    await session.run();
  } finally {
    await client.close();
  }
  return concludeDemo(folder, { receipt: session.receipt, io });
}

class DemoSession {
  readonly #client: Client;
  readonly #folder: string;
  readonly #io: Io;
  readonly #approver: Approver;
  /** Id of the request that was made last. */
  #asked = "";
  /** Of the last answer: the agent's own word for the ledger. */
  receipt: Receipt | null = null;

  constructor(client: Client, { folder, io, approver }: { folder: string; io: Io; approver: Approver }) {
    this.#approver = approver;
    this.#client = client;
    this.#folder = folder;
    this.#io = io;
  }

  async run(): Promise<void> {
    this.#title("An agent connects as `claude`, in the role support, and asks what there is");
    await this.#schema();
    this.#title("It reads customers");
    const columns = "id, full_name, email, card, birth_date, country";
    const masked = await this.#ask(`SELECT ${columns} FROM customers ORDER BY id LIMIT 3`);
    this.#compare(`SELECT ${columns} FROM customers ORDER BY id LIMIT 3`);
    this.#title("Pseudonyms join and group like the real thing");
    await this.#ask(
      "SELECT c.email, c.country, count(*) AS orders, sum(o.total_cents) AS cents FROM customers c JOIN orders o ON o.customer_email = c.email GROUP BY c.email, c.country ORDER BY cents DESC LIMIT 3",
    );
    this.#title("What it sees is what it can filter by");
    const shown = masked?.rows[0]?.[2];
    const token = typeof shown === "string" ? shown : "";
    await this.#ask("SELECT count(*) AS orders FROM orders WHERE customer_email = ?1", [token]);
    this.#title("It tries to get around the masks");
    const bypass =
      "SELECT upper(substr(email, 1, 12)) AS x, length(ssn) AS n, json_object('e', email) AS j FROM customers WHERE length(email) > 5 ORDER BY ssn LIMIT 2";
    await this.#ask(bypass);
    this.#compare(bypass);
    this.#title("It tries what it may not");
    await this.#ask("SELECT api_key FROM customers");
    await this.#ask("SELECT * FROM payroll");
    await this.#ask("UPDATE orders SET total_cents = 0");
    this.#title("Free text that nobody classified is scanned");
    await this.#ask("SELECT note FROM orders WHERE note LIKE '%call%' LIMIT 1");
    await this.#write();
  }

  async #write(): Promise<void> {
    this.#title("A change of low risk runs at once");
    await this.#ask("UPDATE orders SET status = 'shipped' WHERE id = 3 RETURNING id, customer_email, status");
    this.#title("A mass update waits for a person who sees its exact effect");
    const sql = "UPDATE orders SET status = 'returned' WHERE status = 'paid'";
    await this.#request("query", { sql, reason: "The carrier lost the parcels of this week." });
    const id = this.#asked;
    this.#io.out(
      paint(
        this.#io,
        "yellow",
        "  In a second terminal. Here the script signs, with a key that it made for olivia: in real life it is her own.",
      ),
    );
    await this.#approver.type("approvals", "show", id, "--as", "olivia");
    await this.#approver.approve(id);
    await this.#request("request-approval", { request: id });
    const counted = "SELECT status, count(*) AS orders FROM orders GROUP BY status ORDER BY status";
    this.#compare(counted);
    this.#title("It was a mistake: the write is taken back, with another pair of viewers on it");
    const filed = await this.#approver.type("revert", id, "--as", "ruth", "--reason", "The parcels turned up.");
    const inverse = /approvals approve ([0-9a-f-]{36})/.exec(filed)?.[1] ?? "";
    await this.#approver.approve(inverse, "--run");
    await this.#ask(counted); // its receipt covers all of this
  }

  #title(text: string): void {
    this.#io.out("", paint(this.#io, "bold", text));
  }

  async #schema(): Promise<void> {
    const answer = await this.#client.callTool({ name: "describe-schema", arguments: {} });
    const { tables } = schemaSchema.parse(answer.structuredContent);
    this.#io.out(paint(this.#io, "dim", "> describe-schema"));
    for (const { name, columns } of tables) {
      const described = columns.map((column) =>
        column.treatment === undefined ? column.name : `${column.name}:${paint(this.#io, "cyan", column.treatment)}`,
      );
      this.#io.out(`  ${name} (${described.join(", ")})`);
    }
  }

  async #ask(sql: string, parameters: readonly string[] = []): Promise<z.infer<typeof resultSchema> | null> {
    this.#io.out(
      paint(this.#io, "dim", `> query  ${sql}${parameters.length > 0 ? `   [${parameters.join(", ")}]` : ""}`),
    );
    const answer = await this.#client.callTool({ name: "query", arguments: { sql, parameters: [...parameters] } });
    if (answer.isError === true) {
      const [first] = answer.content;
      const refusal = refusalSchema.parse(JSON.parse(first?.type === "text" ? first.text : "{}"));
      this.#io.out(`  ${paint(this.#io, "red", `refused: ${refusal.refused}`)}  ${refusal.message} ${refusal.remedy}`);
      return null;
    }
    const result = resultSchema.parse(answer.structuredContent);
    this.#io.out(
      ...formatTable(
        result.columns.map(({ name }) => name),
        result.rows,
      ),
    );
    this.#io.out(paint(this.#io, "dim", `  recorded as entry ${result.ledger.index} of the ledger`));
    this.receipt = result.ledger;
    return result;
  }

  /** A call that is answered with the state of a request. */
  async #request(tool: string, input: Record<string, unknown>): Promise<void> {
    this.#io.out(paint(this.#io, "dim", `> ${tool}  ${JSON.stringify(input)}`));
    const answer = await this.#client.callTool({ name: tool, arguments: input });
    const { status, request, risk, row_count, next, ledger } = requestSchema.parse(answer.structuredContent);
    this.receipt = ledger;
    this.#asked = request ?? "";
    const rows = status === "executed" ? `, ${row_count} rows` : "";
    this.#io.out(
      `  ${paint(this.#io, status === "executed" ? "green" : "yellow", `${status}${rows}`)}  request ${request ?? ""}`,
    );
    for (const { rule, reason } of risk) this.#io.out(`  ${paint(this.#io, "cyan", rule)}  ${reason}`);
    this.#io.out(paint(this.#io, "dim", `  ${next}`));
  }

  #compare(sql: string): void {
    const rows = readShop(this.#folder, sql);
    const names = Object.keys(rows[0] ?? {});
    this.#io.out(paint(this.#io, "yellow", "  the table itself holds:"));
    this.#io.out(
      ...formatTable(
        names,
        rows.map((row) => names.map((name) => row[name])),
      ).map((line) => paint(this.#io, "yellow", line)),
    );
  }
}

async function concludeDemo(folder: string, { receipt, io }: { receipt: Receipt | null; io: Io }): Promise<number> {
  io.out("", paint(io, "bold", "Every call is in the ledger"));
  const stored = storedLedgerOf({ stateFolder: join(folder, ".gatehouse") });
  const reader = await stored.read();
  try {
    const page = { limit: await reader.size(), descending: false, cursor: null };
    const { entries: found } = await reader.search(readFilter({}), page);
    const entries = found.flatMap(({ record }) => (record.kind === "call" ? [record] : []));
    io.out(
      ...formatTable(
        ["entry", "caller", "tool", "decision", "what"],
        entries.map((entry) => [
          entry.index,
          entry.caller?.principal,
          entry.tool,
          entry.decision?.code ?? entry.decision?.effect,
          visibleLine(entry.statement?.normalised ?? "").slice(0, 70),
        ]),
      ),
    );
    const claims: readonly Claim[] =
      receipt === null
        ? []
        : [{ size: receipt.size, root: Buffer.from(receipt.root, "base64"), by: "the agent", weight: "outside" }];
    const verdict = await stored.verify({ claims, trust: { logKeys: [], witnessKeys: [] } });
    const whole = verdict.kind === "whole" || verdict.kind === "whole-to-anchor";
    const said = whole
      ? `whole: ${verdict.covered} entries, against the receipt of the agent's last answer`
      : verdict.kind;
    io.out(`  ${paint(io, whole ? "green" : "red", said)}`);
    const config = join(folder, "gatehouse.yaml");
    io.out(
      "",
      paint(io, "bold", "Try it yourself"),
      `  claude mcp add gatehouse-demo -- node ${MAIN} serve --config ${config}`,
      `  node ${MAIN} explain 'SELECT email FROM customers' --as claude --config ${config}`,
      `  node ${MAIN} ledger list --config ${config}`,
      `All of it is in ${folder}; remove it with: rm -r ${shellWord(folder)}`,
      `Your own database:  node ${MAIN} init --sqlite ./your.db   (or --postgres '\${DATABASE_URL}')`,
    );
    return whole ? 0 : 1;
  } finally {
    await reader.close();
  }
}
