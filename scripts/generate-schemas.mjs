// JSON Schemas for editors and the policy reference, both from the schemas that the files are checked with.

import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { SHIPPED_CLASSES } from "../dist/core/model/data-class.js";
import { RISK_FACTS } from "../dist/core/policy/risk/risk-facts.js";
import { configSchema } from "../dist/core/policy/schema/config-schema.js";
import { dataSchema } from "../dist/core/policy/schema/data-schema.js";
import { identitiesSchema } from "../dist/core/policy/schema/identities-schema.js";
import { riskSchema } from "../dist/core/policy/schema/risk-schema.js";
import { roleSchema } from "../dist/core/policy/schema/role-schema.js";
import { testsSchema } from "../dist/core/policy/schema/tests-schema.js";
import { treatmentSchema } from "../dist/core/policy/schema/treatment-schema.js";
import { sectionOf, sharedSectionOf } from "./policy-reference.mjs";

const FILES = [
  {
    name: "gatehouse",
    file: "gatehouse.yaml",
    schema: configSchema,
    about: "Databases, policies, state and transport.",
  },
  {
    name: "identities",
    file: "policies/identities.yaml",
    schema: identitiesSchema,
    about: "Who may call, and in which roles.",
  },
  { name: "role", file: "policies/roles/<role>.yaml", schema: roleSchema, about: "What a role may do and see." },
  {
    name: "data",
    file: "policies/data/<database>.yaml",
    schema: dataSchema,
    about: "What the columns of a database hold.",
  },
  {
    name: "risk",
    file: "policies/risk.yaml",
    schema: riskSchema,
    about: "Which writes wait for people. Without the file the rules hold that ship as `policies/risk.yaml`.",
    more: riskFacts(),
  },
  {
    name: "tests",
    file: "policies/<name>_test.yaml",
    schema: testsSchema,
    about:
      "What the policies are expected to decide; `gatehouse check` holds them to it. Tests are no part of the policies.",
  },
];

/** What conditions speak of. */
function riskFacts() {
  const row = (name, { type, says }) => `| \`${name}\` | ${type.replace("<", " of ").replace(">", "")} | ${says} |`;
  const facts = Object.entries(RISK_FACTS).flatMap(([name, fact]) =>
    typeof fact.says === "string"
      ? [row(name, fact)]
      : Object.entries(fact).map(([member, each]) => row(`${name}.${member}`, each)),
  );
  return [
    "Conditions are [CEL](https://cel.dev) over these facts. One that cannot be evaluated holds.",
    "",
    "| Fact | Type | What it says |",
    "|---|---|---|",
    ...facts,
    "",
  ];
}

const root = new URL("../", import.meta.url);
mkdirSync(new URL("policies/schemas/", root), { recursive: true });

const page = [
  "# Policy reference",
  "",
  "Made by `npm run generate` from the schemas that the files are checked with. Editors take the JSON Schemas in `policies/schemas/`:",
  "",
  "```yaml",
  "# yaml-language-server: $schema=./node_modules/gatehouse-db/policies/schemas/role.schema.json",
  "```",
  "",
];
const toJson = (schema) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
const treatment = { title: "Treatment", schema: toJson(treatmentSchema) };
for (const each of FILES) {
  const json = toJson(each.schema);
  writeFileSync(
    new URL(`policies/schemas/${each.name}.schema.json`, root),
    `${JSON.stringify({ title: each.file, ...json }, null, 2)}\n`,
  );
  page.push(...sectionOf(each, json, [treatment]));
}
page.push(...sharedSectionOf(treatment), ...classes());
writeFileSync(new URL("docs/policy-reference.md", root), `${page.join("\n").trimEnd()}\n`);

/** The classes that ship. */
function classes() {
  return [
    "## Classes",
    "",
    "What a column holds. A column is written by its class (`email: email`), by its level (`id: internal`), by both (`note: { class: free-text, level: restricted }`), or empty for the level of its relation. A class has the level below unless the column says otherwise. A class of your own is any other name that a role's `classes` holds; its level is `confidential` unless the column says otherwise.",
    "",
    "| Class | Level |",
    "|---|---|",
    ...Object.entries(SHIPPED_CLASSES).map(([name, level]) => `| \`${name}\` | ${level} |`),
    "",
  ];
}
