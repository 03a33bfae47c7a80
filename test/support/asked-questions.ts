// Questions as people ask them, with what a model writes for each: asked under what `init --yes` writes, and held against what the same
// statement gives to who sees everything.

import { readFileSync } from "node:fs";
import type { ToolAnswer } from "./project.ts";

export interface Question {
  readonly ask: string;
  /** In the order in which a model would send them: the next one after an error. */
  readonly statements: readonly string[];
}

/** `second` is right, or masked and said so, at the second try, after a refusal with a remedy. */
export type Score = "right" | "masked" | "second" | "refused" | "silently wrong";

export interface Scored extends Question {
  readonly schema: string;
  readonly score: Score;
  /** The code of the first refusal, and what was wrong at last. */
  readonly why: string;
}

export type Rows = readonly (readonly unknown[])[];

export function readQuestions(schema: string): readonly Question[] {
  const text = readFileSync(`cases/questions/${schema}.txt`, "utf8");
  const blocks = text.split(/^\? /m).slice(1);
  return blocks.map((block) => {
    const [ask = "", ...lines] = block.split("\n");
    const statements = lines
      .join("\n")
      .split(/;\s*$/m)
      .map((each) => each.trim());
    return { ask, statements: statements.filter((each) => each !== "") };
  });
}

export async function scoreQuestion(
  question: Question,
  {
    schema,
    ask,
    truth,
  }: { schema: string; ask: (sql: string) => Promise<ToolAnswer>; truth: (sql: string) => Promise<Rows> },
): Promise<Scored> {
  const refusals: string[] = [];
  for (const sql of question.statements) {
    const answer = await ask(sql);
    if (answer.isError) {
      refusals.push(refusalOf(answer));
      continue;
    }
    const judged = judge(answer, await truth(sql));
    const score = judged === "silently wrong" || refusals.length === 0 ? judged : "second";
    return { ...question, schema, score, why: refusals.join("; ") };
  }
  return { ...question, schema, score: "refused", why: refusals.join("; ") };
}

/** A refusal that says what to do next: anything else leaves a model guessing. */
function refusalOf({ body }: ToolAnswer): string {
  const { refused, message, remedy } = body;
  const said = typeof remedy === "string" && remedy !== "" ? "" : " without a remedy";
  return `${String(refused)}${said}: ${String(message)}`;
}

function judge({ body }: ToolAnswer, truth: Rows): Score {
  const rows = rowsOf(body["rows"]).map((row) => row.map(plain));
  const told = truth.map((row) => row.map(plain));
  if (JSON.stringify(rows) === JSON.stringify(told)) return "right";
  const masked = listOf(body["columns"]).map((column) => isRecord(column) && column["masked"] !== undefined);
  const clear = (all: readonly (readonly string[])[]): string =>
    JSON.stringify(all.map((row) => row.filter((_, place) => masked[place] !== true)));
  if (masked.includes(true) && clear(rows) === clear(told)) return "masked";
  return listOf(body["mask_notes"]).length > 0 ? "masked" : "silently wrong";
}

/** As text, so that what two drivers read is one: numbers by what they are worth, moments in one way of writing. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (text === "t" || text === "f") return text === "t" ? "true" : "false";
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return String(Number(Number(text).toPrecision(12)));
  return text
    .replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ")
    .replace(/^\{(.*)\}$/, "[$1]")
    .replaceAll('"', "");
}

function rowsOf(value: unknown): Rows {
  return listOf(value).map(listOf);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
