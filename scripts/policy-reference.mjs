// The policy reference as a page: each key of each file with the forms it takes, from the JSON Schemas that the files are checked with.

/** A section for a file: what it is, then its keys, in the order of the schema. `shared` are values that many keys take. */
export function sectionOf({ file, about, more = [] }, schema, shared) {
  return [
    `## ${file}`,
    "",
    about,
    "",
    ...tableOf(keysOf(schema, { place: "", shared }).filter(({ key }) => key !== "")),
    ...more,
  ];
}

/** A section for a value that many keys take. */
export function sharedSectionOf({ title, schema }) {
  return [
    `## ${title}`,
    "",
    schema.description,
    "",
    ...tableOf(keysOf({ ...schema, description: undefined }, { place: "", shared: [] })),
  ];
}

function tableOf(keys) {
  const rows = keys.map(
    ({ key, place, needed, form, fallback, says }) =>
      `| \`${key}\` | ${place} | ${needed ? "yes" : ""} | ${cell(form)} | ${cell(fallback)} | ${cell(says)} |`,
  );
  return ["| Key | In | Needed | Form | Default | What it says |", "|---|---|---|---|---|---|", ...new Set(rows), ""];
}

function keysOf(schema, around) {
  const { place } = around;
  if (nameOf(schema, around) !== null) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
    {
      key,
      place: place === "" ? "" : around.variant === undefined ? `\`${place}\`` : `\`${place}\`, ${around.variant}`,
      needed: (schema.required ?? []).includes(key),
      form: formOf(value, around),
      fallback: value.default === undefined || isEmpty(value.default) ? "" : `\`${yamlOf(value.default)}\``,
      says:
        nameOf(value, around) === null || !around.shared.some((each) => each.schema.description === value.description)
          ? (value.description ?? "")
          : "",
    },
    ...keysOf(value, { ...around, place: place === "" ? key : `${place}.${key}`, variant: undefined }),
  ]);
  const entries = schema.additionalProperties;
  const named =
    typeof entries === "object" ? keysOf(entries, { ...around, place: join(place, "<name>"), variant: undefined }) : [];
  const listed = schema.items === undefined ? [] : keysOf(schema.items, { ...around, place: join(place, "[]") });
  return [...own, ...named, ...listed, ...branches(schema).flatMap((branch) => keysOf(branch, within(branch, around)))];
}

const branches = (schema) => [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];

/** Objects that differ by a key of theirs are told apart by it. */
function within(branch, around) {
  const mark = Object.entries(branch.properties ?? {}).find(([, value]) => value.const !== undefined);
  return mark === undefined ? around : { ...around, variant: `where \`${mark[0]}: ${mark[1].const}\`` };
}

function join(place, name) {
  return name === "[]" ? `${place}[]` : `${place}.${name}`;
}

function nameOf(schema, { shared }) {
  const same = shared.find((each) => JSON.stringify(formsOf(each.schema)) === JSON.stringify(formsOf(schema)));
  return same === undefined ? null : `a [${same.title.toLowerCase()}](#${same.title.toLowerCase()})`;
}

const formsOf = (schema) => (branches(schema).length === 0 ? { schema } : branches(schema));

function formOf(schema, around) {
  const name = nameOf(schema, around);
  if (name !== null) return name;
  const parts = branches(schema);
  if (parts.length > 0) return [...new Set(parts.map((part) => formOf(part, around)))].join(", or ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(", ");
  if (schema.type === "array") return `a list: ${formOf(schema.items ?? {}, around)}`;
  if (schema.type === "object") {
    if (schema.properties !== undefined) return `\`{ ${Object.keys(schema.properties).join(", ")} }\``;
    return `by name: ${formOf(schema.additionalProperties, around)}`;
  }
  if (schema.type === "null") return "nothing";
  if (schema.type === "boolean") return "`true`, `false`";
  if (schema.type === "integer" || schema.type === "number") return numberOf(schema);
  return schema.type === "string" ? "text" : "";
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }) {
  const kind = type === "integer" ? "a whole number" : "a number";
  const last = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (exclusiveMinimum !== undefined)
    return `${kind} above ${exclusiveMinimum}${last === null ? "" : `, ${last} at most`}`;
  if (minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER) return kind;
  return last === null ? `${kind} from ${minimum}` : `${kind} from ${minimum} to ${last}`;
}

const isEmpty = (value) => typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** A default as it would be written. */
function yamlOf(value) {
  if (typeof value !== "object" || value === null) return String(value);
  // what a treatment becomes when it is read
  if (typeof value.kind === "string") return value.kind;
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${key}: ${each}`)
    .join(", ")} }`;
}

const cell = (text) => text.replaceAll("|", "\\|");
