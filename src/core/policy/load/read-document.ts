// One YAML file against one schema: every problem with its place, all at once. The text is trusted no further than that.

import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { nearNames } from "../near-names.ts";
import type { PolicyProblem } from "./policy-problem.ts";

export type DocumentPath = readonly (string | number)[];

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A file that was read: its value (null when it has problems) and where each part of it stands. */
export interface ReadDocument<T> {
  readonly file: string;
  readonly value: T | null;
  readonly problems: readonly PolicyProblem[];
  /** A problem at a path of the document, or at the nearest part above it that exists. */
  problemAt(
    path: DocumentPath,
    problem: Pick<PolicyProblem, "message" | "remedy"> & { severity?: PolicyProblem["severity"] },
  ): PolicyProblem;
}

export function readDocument<T>(source: SourceFile, schema: z.ZodType<T>): ReadDocument<T> {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file: source.path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problemAt: ReadDocument<T>["problemAt"] = (path, { severity = "error", message, remedy }) => ({
    severity,
    ...place(offsetOf(document, path)),
    message,
    remedy,
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      severity: "error" as const,
      ...place(error.pos[0]),
      message: `The YAML is malformed: ${sentence(error.message)}`,
      remedy: "Correct the file's syntax.",
    }));
    return { file: source.path, value: null, problems, problemAt };
  }
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (parsed.success) return { file: source.path, value: parsed.data, problems: [], problemAt };
  const problems = parsed.error.issues.flatMap((issue) =>
    describeIssue(issue).map(({ path, ...said }) => problemAt(path, said)),
  );
  return { file: source.path, value: null, problems, problemAt };
}

interface Said {
  readonly path: DocumentPath;
  readonly message: string;
  readonly remedy: string;
}

function describeIssue(issue: z.core.$ZodIssue): readonly Said[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  const where = path.length === 0 ? "The file" : `\`${path.join(".")}\``;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `The key \`${key}\` is not known here.`,
      remedy: "Remove it or correct its spelling; the policy reference lists the keys.",
    }));
  }
  if (issue.code === "invalid_union") {
    // The alternative that the author meant is the one that understood the most of it.
    const deepest = issue.errors
      .flat()
      .filter((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys")
      .sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest !== undefined) return describeIssue({ ...deepest, path: [...path, ...deepest.path] });
    const words = issue.errors
      .flat()
      .flatMap((inner) => (inner.code === "invalid_value" ? inner.values.map(String) : []));
    return [
      {
        path,
        message: `${where} is none of the values that may stand here.`,
        remedy: words.length > 0 ? `Write one of: ${words.join(", ")}.` : "The policy reference lists them.",
      },
    ];
  }
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const near = typeof issue.input === "string" ? nearNames(issue.input, values) : [];
    return [
      {
        path,
        message: `${where} is none of the values that may stand here.`,
        remedy: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Write one of: ${values.join(", ")}.`,
      },
    ];
  }
  if (issue.code === "invalid_type") {
    return [
      {
        path,
        message: `${where} is missing or not of the right kind.`,
        remedy: `It has to be ${article(issue.expected)}.`,
      },
    ];
  }
  return [{ path, message: `${where} cannot be used.`, remedy: sentence(issue.message) }];
}

function article(kind: string): string {
  const names: Readonly<Record<string, string>> = {
    object: "mapping",
    record: "mapping",
    array: "list",
    int: "whole number",
  };
  const name = names[kind] ?? kind;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

function sentence(text: string): string {
  const first = text.split("\n")[0] ?? "";
  const upper = first.charAt(0).toUpperCase() + first.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

/** Where a part of the document begins: its key where it has one. */
function offsetOf(document: Document, path: DocumentPath): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}
