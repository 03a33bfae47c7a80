// Compiles the parts of the OpenLineage specification that exports use into cases/schemas/openlineage.json, without their prose:
// node scripts/compile-openlineage.mjs CHECKOUT COMMIT

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [root, commit] = process.argv.slice(2);
if (root === undefined || commit === undefined) throw new Error("give the folder of the checkout, and its commit");
const FACETS = ["SchemaDatasetFacet", "ColumnLineageDatasetFacet", "SQLJobFacet", "JobTypeJobFacet"];

const schemas = ["OpenLineage.json", ...FACETS.map((name) => `facets/${name}.json`)].map((path) =>
  JSON.parse(readFileSync(join(root, "spec", path), "utf8")),
);
const compiled = {
  about: "Compiled by scripts/compile-openlineage.mjs from the OpenLineage specification, Apache-2.0.",
  source: "https://github.com/OpenLineage/OpenLineage",
  commit,
  schemas: Object.fromEntries(schemas.map((schema) => [schema.$id, withoutProse(schema, false)])),
};
writeFileSync("cases/schemas/openlineage.json", `${JSON.stringify(compiled, null, 1)}\n`);

/** A property may itself be called `description`. */
function withoutProse(value, named) {
  if (Array.isArray(value)) return value.map((member) => withoutProse(member, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name]) => named || !["description", "example", "deprecated"].includes(name),
  );
  return Object.fromEntries(
    kept.map(([name, member]) => [name, withoutProse(member, !named && ["properties", "$defs"].includes(name))]),
  );
}
