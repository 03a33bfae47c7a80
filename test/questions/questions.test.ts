// Seventy-seven questions on four schemas, under what `gatehouse init --yes` wrote and nothing else: none is answered wrongly without a word,
// and none is refused to the end. GATEHOUSE_QUESTIONS=1 prints the score of each, so that a change of wording can be measured.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { type Question, type Rows, readQuestions, type Scored, scoreQuestion } from "../support/asked-questions.ts";
import { createDatabase } from "../support/postgres.ts";
import { connect, type ToolAnswer } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const SCHEMAS = [
  ["chinook", "sqlite"],
  ["northwind", "sqlite"],
  ["pagila", "postgres"],
  ["company", "postgres"],
] as const;
/** Bytes of `tools/list`, with the shapes of answers, which is what every conversation begins with. */
const LARGEST_TOOL_LIST = 12_000;
/** What stands in columns that hold something personal, in all four. */
const PERSONAL =
  /@(?:mail|music|films|firm|shop)\.example|\+(?:43|44|47|49|351) \d|DE89370400|\b(?:Given|Family|NAME|LAST|GIVEN|FAMILY|First|Last|Customer Number|Contact )\d|Long Road|High Street|Harbour Lane|Call me/;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

interface Place {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  truth(sql: string): Promise<Rows>;
  close(): Promise<void>;
}

async function onSqlite(sql: string, folder: string): Promise<Place> {
  const file = join(folder, "db.sqlite");
  const opened = new Database(file);
  opened.exec(sql);
  return {
    args: ["--sqlite", file],
    env: {},
    truth: async (text) => {
      const rows: readonly unknown[] = opened.prepare(text).raw().all();
      return rows.map((row): readonly unknown[] => (Array.isArray(row) ? row : []));
    },
    close: async () => void opened.close(),
  };
}

async function onPostgres(sql: string): Promise<Place> {
  const database = await createDatabase(sql);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const asText = { getTypeParser: () => (text: string) => text };
  return {
    args: ["--postgres", "${QUESTIONS_URL}"],
    env: { QUESTIONS_URL: database.url },
    truth: async (text) => (await client.query({ text, rowMode: "array", types: asText })).rows,
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}

async function scoreAll(schema: string, engine: "sqlite" | "postgres"): Promise<readonly Scored[]> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-questions-"));
  folders.push(folder);
  const sql = readFileSync(`cases/questions/${schema}.sql`, "utf8");
  const place = engine === "sqlite" ? await onSqlite(sql, folder) : await onPostgres(sql);
  try {
    const made = await runCommand(["init", ...place.args, "--directory", folder, "--yes"], place.env);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    const server = await connect(folder, { env: place.env });
    try {
      expect(await server.call("describe-schema", {})).toMatchObject({ isError: false });
      const answers: string[] = [];
      const ask = async (text: string): Promise<ToolAnswer> => {
        const answer = await server.call("query", { sql: text });
        answers.push(JSON.stringify(answer.body));
        return answer;
      };
      const scored: Scored[] = [];
      for (const question of readQuestions(schema))
        scored.push(await scoreQuestion(question, { schema, ask, truth: place.truth }));
      for (const [, table = ""] of sql.matchAll(/^CREATE TABLE (\w+)/gm)) await ask(`SELECT * FROM ${table}`);
      expect(answers.filter((answer) => PERSONAL.test(answer))).toEqual([]);
      const { tools } = await server.client.listTools();
      expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThan(LARGEST_TOOL_LIST);
      return scored;
    } finally {
      await server.close();
    }
  } finally {
    await place.close();
  }
}

describe("[G-QUESTIONS-NOT-MISLED] questions as models ask them", () => {
  it.each(SCHEMAS)(
    "are answered or corrected, and never wrongly without a word: %s",
    { timeout: 180_000 },
    async (schema, engine) => {
      const scored = await scoreAll(schema, engine);
      if (process.env["GATEHOUSE_QUESTIONS"] === "1") console.log(describeScores(schema, scored));
      expect(scored.filter(({ score }) => score === "silently wrong" || score === "refused").map(shown)).toEqual([]);
      expect(scored.filter(({ why }) => why.includes("without a remedy")).map(shown)).toEqual([]);
      expect(scored.filter(({ score }) => score === "right").length).toBeGreaterThanOrEqual(0.4 * scored.length);
    },
  );

  it("are sixty at least, on four schemas, and some of them wrong at first", () => {
    const all: readonly Question[] = SCHEMAS.flatMap(([schema]) => readQuestions(schema));
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(all.filter(({ statements }) => statements.length > 1).length).toBeGreaterThanOrEqual(8);
  });
});

function shown({ ask, score, why, statements }: Scored): string {
  return `${score}: ${ask} ${why} ${statements.join(" // ")}`;
}

function describeScores(schema: string, scored: readonly Scored[]): string {
  const counts = new Map<string, number>();
  for (const { score } of scored) counts.set(score, (counts.get(score) ?? 0) + 1);
  const lines = scored.map(({ ask, score, why }) => `  ${score.padEnd(8)} ${ask}${why === "" ? "" : ` (${why})`}`);
  return [`${schema}: ${[...counts].map(([score, count]) => `${count} ${score}`).join(", ")}`, ...lines].join("\n");
}
