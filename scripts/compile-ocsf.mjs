// Compiles the parts of the OCSF schema that exports use into cases/schemas/ocsf.json, from a checkout of the schema's repository:
// node scripts/compile-ocsf.mjs CHECKOUT COMMIT
// As OCSF's own server does: `extends` and `$include` are followed, types come from the dictionary, `profile: null` lifts a profile's claim.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [root, commit] = process.argv.slice(2);
if (root === undefined || commit === undefined) throw new Error("give the folder of the checkout, and its commit");
const CLASSES = ["datastore_activity", "api_activity", "application_lifecycle"];
const OBJECTS = [
  ...["metadata", "product", "actor", "user", "group", "session", "policy", "network_endpoint", "database", "table"],
  ...["query_info", "api", "service", "request", "ai_agent", "ai_model", "attestation", "fingerprint", "prev_event"],
];

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const dictionary = read("dictionary.json");
const classFiles = filesOf("events");
const objectFiles = filesOf("objects");
const category = read("categories.json").attributes;

/** Definitions by their name. */
function filesOf(folder) {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const found = paths.filter((path) => path.endsWith(".json")).map((path) => read(join(folder, path)));
  return new Map(found.map((definition) => [definition.name, definition]));
}

/** A definition with what it extends and includes, nearest last. */
function resolve(name, files) {
  const own = files.get(name);
  if (own === undefined) throw new Error(`no definition of ${name}`);
  const before = own.extends === undefined ? { attributes: {}, profiles: [] } : resolve(own.extends, files);
  const { $include: includes = [], ...named } = own.attributes ?? {};
  const attributes = structuredClone(before.attributes);
  const merge = (more, profile) => {
    for (const [attribute, details] of Object.entries(more)) {
      const { enum: values, ...rest } = details;
      const known = attributes[attribute] ?? {};
      attributes[attribute] = { ...known, ...profile, ...rest, enum: { ...known.enum, ...values } };
    }
  };
  for (const path of [includes].flat()) {
    const included = read(path);
    merge(included.attributes, included.meta === "profile" ? { profile: included.name } : {});
  }
  merge(named, {});
  return {
    ...before,
    ...own,
    attributes,
    profiles: [...new Set([...(before.profiles ?? []), ...(own.profiles ?? [])])].sort(),
    constraints: own.constraints ?? before.constraints,
  };
}

function compile(definition) {
  const attributes = Object.entries(definition.attributes).map(([name, details]) => {
    const general = dictionary.attributes[name] ?? {};
    const values = Object.keys({ ...general.enum, ...details.enum });
    return [
      name,
      {
        type: `${details.type ?? general.type}${(details.is_array ?? general.is_array) ? "[]" : ""}`,
        ...((details.requirement ?? general.requirement) === "required" && { required: true }),
        ...(typeof details.profile === "string" && { profile: details.profile }),
        ...(values.length > 0 && { enum: values }),
        ...((details.sibling ?? general.sibling) !== undefined && { sibling: details.sibling ?? general.sibling }),
        ...((details["@deprecated"] ?? general["@deprecated"]) !== undefined && { deprecated: true }),
      },
    ];
  });
  return {
    ...(definition.profiles.length > 0 && { profiles: definition.profiles }),
    ...(definition.constraints !== undefined && { constraints: definition.constraints }),
    attributes: Object.fromEntries(attributes.sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

const classes = CLASSES.map((name) => {
  const definition = resolve(name, classFiles);
  const categoryUid = category[definition.category].uid;
  return [String(categoryUid * 1_000 + definition.uid), { name, category: categoryUid, ...compile(definition) }];
});
const objects = OBJECTS.map((name) => [name, compile(resolve(name, objectFiles))]);
const used = new Set(
  [...classes, ...objects].flatMap(([, { attributes }]) =>
    Object.values(attributes).map(({ type }) => type.replace("[]", "")),
  ),
);
const types = Object.entries(dictionary.types.attributes)
  .filter(([name]) => used.has(name))
  .map(([name, { type = name, regex, range, max_len: most }]) => [name, { type, regex, range, most }]);

const compiled = {
  about: "Compiled by scripts/compile-ocsf.mjs from the schema of the Open Cybersecurity Schema Framework, Apache-2.0.",
  source: "https://github.com/ocsf/ocsf-schema",
  commit,
  version: read("version.json").version,
  types: Object.fromEntries(types),
  classes: Object.fromEntries(classes),
  objects: Object.fromEntries(objects),
};
writeFileSync(
  "cases/schemas/ocsf.json",
  `${JSON.stringify(compiled)
    .replaceAll(/"(types|classes|objects)":\{/g, '\n"$1":{\n')
    .replaceAll(/(\}),"(\w+)":\{/g, '$1,\n"$2":{')}\n`,
);
