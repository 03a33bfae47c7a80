// How much of what is personal `init` finds by names and types, and how much of what it proposes is: measured on columns of made-up
// schemas, of which every third was held back when the rules were made.

import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Column, TypeFamily } from "../../src/core/model/catalogue.ts";
import { proposeClass } from "../../src/entry/cli/init/propose-class.ts";

interface Case {
  readonly name: string;
  readonly holds: string;
  readonly proposed: string;
}

const FAMILIES: readonly TypeFamily[] = [
  "text",
  "integer",
  "numeric",
  "float",
  "boolean",
  "date",
  "timestamp",
  "network",
  "array",
];
const LEVELS = new Set(["internal", "confidential"]);

const cases: readonly Case[] = (await readFile("cases/columns/made-up.txt", "utf8"))
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [, relation = "", column = "", type = "", holds = ""] = /^(\w+)\.(.+) (\S+) (\S+)$/.exec(line) ?? [];
    const family = FAMILIES.find((known) => known === type);
    if (family === undefined) throw new Error(`no type: ${line}`);
    const made: Column = {
      name: column,
      type: { family, sql: type, label: type },
      nullable: true,
      generatedFrom: [],
      references: null,
      comment: null,
      enumLabels: [],
    };
    const isKey = /(^|_)id$/i.test(column) && type === "integer";
    const { holds: found } = proposeClass(made, { relation, isKey });
    return { name: `${relation}.${column}`, holds, proposed: LEVELS.has(found) ? "-" : found };
  });

function measure(some: readonly Case[]) {
  const personal = some.filter(({ holds }) => holds !== "-");
  const proposed = some.filter((one) => one.proposed !== "-");
  return {
    recall: personal.filter((one) => one.proposed === one.holds).length / personal.length,
    hidden: personal.filter((one) => one.proposed !== "-").length / personal.length,
    precision: proposed.filter((one) => one.holds !== "-").length / proposed.length,
    wrong: some.filter((one) => one.proposed !== one.holds),
  };
}

describe("init on made-up columns", () => {
  const heldBack = cases.filter((_, place) => place % 3 === 2);
  const seen = cases.filter((_, place) => place % 3 !== 2);

  it("has as many as it says", () => expect(cases.length).toBeGreaterThanOrEqual(150));

  it.each([
    ["seen", seen, 0.9, 0.95],
    ["held back", heldBack, 0.75, 0.95],
  ] as const)("finds what is personal, and little else: %s", (_, some, recall, precision) => {
    const measured = measure(some);
    expect(measured.recall, JSON.stringify(measured)).toBeGreaterThanOrEqual(recall);
    expect(measured.precision, JSON.stringify(measured)).toBeGreaterThanOrEqual(precision);
  });
});
