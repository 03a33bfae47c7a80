// JSON Schemas for editors and the policy reference, both from the schemas that the files are checked with.

import { mkdirSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { RISK_FACTS } from "../dist/core/policy/risk-facts.js";
import { configSchema } from "../dist/core/policy/schema/config-schema.js";
import { dataSchema } from "../dist/core/policy/schema/data-schema.js";
import { identitiesSchema } from "../dist/core/policy/schema/identities-schema.js";
import { riskSchema } from "../dist/core/policy/schema/risk-schema.js";
import { roleSchema } from "../dist/core/policy/schema/role-schema.js";

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

/** Each key with its place, kind, default and description, in the order of the schema. */
function rows(schema, at = "") {
  const found = [];
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const place = at === "" ? key : `${at}.${key}`;
    const needed = (schema.required ?? []).includes(key);
    const fallback = value.default === undefined ? "" : ` Default: \`${JSON.stringify(value.default)}\`.`;
    found.push(
      `| \`${key}\` | ${at === "" ? "" : `\`${at}\``} | ${needed ? "yes" : ""} | ${(value.description ?? kindOf(value)).replaceAll("|", "\\|")}${fallback} |`,
    );
    found.push(...rows(value, place));
  }
  if (typeof schema.additionalProperties === "object") found.push(...rows(schema.additionalProperties, `${at}.<name>`));
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) found.push(...rows(part, at));
  if (schema.items !== undefined) found.push(...rows(schema.items, at));
  return [...new Set(found)];
}

function kindOf(value) {
  if (value.const !== undefined) return `\`${value.const}\`.`;
  if (value.enum !== undefined) return `One of ${value.enum.map((word) => `\`${word}\``).join(", ")}.`;
  return value.type === undefined ? "" : `A value of kind ${value.type}.`;
}

const page = [
  "# Policy reference",
  "",
  "Made by `npm run generate` from the schemas that the files are checked with. Editors take the JSON Schemas in `policies/schemas/`:",
  "",
  "```yaml",
  "# yaml-language-server: $schema=./node_modules/gatehouse/policies/schemas/role.schema.json",
  "```",
  "",
];
for (const { name, file, schema, about, more = [] } of FILES) {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  writeFileSync(
    new URL(`policies/schemas/${name}.schema.json`, root),
    `${JSON.stringify({ title: file, ...json }, null, 2)}\n`,
  );
  page.push(
    `## ${file}`,
    "",
    about,
    "",
    "| Key | In | Needed | What it says |",
    "|---|---|---|---|",
    ...rows(json),
    "",
    ...more,
  );
}
writeFileSync(new URL("docs/policy-reference.md", root), `${page.join("\n").trimEnd()}\n`);
