// Holds an exported event against the published schema of OCSF, as compiled in cases/schemas/ocsf.json: its class, attributes, types,
// enumerations, constraints and profiles. An object that was not compiled, because no export used it, counts as a breach.

import { readFileSync } from "node:fs";
import { z } from "zod";

const shape = {
  profiles: z.array(z.string()).default([]),
  constraints: z.strictObject({ at_least_one: z.array(z.string()) }).optional(),
  attributes: z.record(
    z.string(),
    z.strictObject({
      type: z.string(),
      required: z.boolean().default(false),
      profile: z.string().optional(),
      enum: z.array(z.string()).optional(),
      /** The attribute that has to say in words what an enumeration's 99 stands for. */
      sibling: z.string().optional(),
      deprecated: z.boolean().default(false),
    }),
  ),
};
const schema = z
  .object({
    version: z.string(),
    types: z.record(
      z.string(),
      z.object({ type: z.string(), regex: z.string().optional(), most: z.number().optional() }),
    ),
    classes: z.record(z.string(), z.strictObject({ name: z.string(), category: z.number(), ...shape })),
    objects: z.record(z.string(), z.strictObject(shape)),
  })
  .parse(JSON.parse(readFileSync("cases/schemas/ocsf.json", "utf8")));

type Mapping = Readonly<Record<string, unknown>>;
type Shape = (typeof schema.objects)[string];
type Attribute = Shape["attributes"][string];

/** Every breach of the schema, a sentence each. */
export function breachesOfOcsf(event: Mapping): readonly string[] {
  const found: string[] = [];
  const uid = Number(event["class_uid"]);
  const known = schema.classes[String(uid)];
  if (known === undefined) return [`there is no class ${uid}`];
  const metadata = event["metadata"];
  const used = z.array(z.string()).parse((isMapping(metadata) ? metadata["profiles"] : null) ?? []);
  for (const profile of used) if (!known.profiles.includes(profile)) found.push(`the class has no profile ${profile}`);
  check(event, { shape: known, where: "event", used, found });
  if (event["category_uid"] !== known.category) found.push("category_uid is not that of the class");
  if (event["type_uid"] !== uid * 100 + Number(event["activity_id"])) found.push("type_uid is not class and activity");
  return found;
}

interface Around {
  readonly used: readonly string[];
  readonly found: string[];
}

function check(value: Mapping, around: Around & { readonly shape: Shape; readonly where: string }): void {
  const { shape: known, where, used, found } = around;
  for (const [name, { required, profile }] of Object.entries(known.attributes)) {
    const asked = required && (profile === undefined || used.includes(profile));
    if (asked && value[name] === undefined) found.push(`${where} lacks ${name}`);
  }
  const some = known.constraints?.at_least_one;
  if (some !== undefined && !some.some((name) => value[name] !== undefined))
    found.push(`${where} has none of ${some.join(", ")}`);
  for (const [name, member] of Object.entries(value)) {
    const at = `${where}.${name}`;
    const attribute = known.attributes[name];
    if (attribute === undefined) found.push(`${at} is no attribute`);
    else {
      const { profile, deprecated, sibling, enum: values } = attribute;
      if (deprecated) found.push(`${at} is deprecated`);
      if (profile !== undefined && !used.includes(profile)) found.push(`${at} needs the profile ${profile}`);
      if (sibling !== undefined && member === 99 && value[sibling] === undefined)
        found.push(`${at} 99 needs ${sibling}`);
      if (values !== undefined && name !== "class_uid" && name !== "category_uid" && name !== "type_uid") {
        if (!values.includes(String(member))) found.push(`${at} cannot be ${String(member)}`);
      }
      checkMember(member, { attribute, where: at, used, found });
    }
  }
}

function checkMember(
  member: unknown,
  around: Around & { readonly attribute: Attribute; readonly where: string },
): void {
  const { attribute, where, used, found } = around;
  if (attribute.type.endsWith("[]")) {
    const element = { ...attribute, type: attribute.type.slice(0, -2) };
    if (!Array.isArray(member)) found.push(`${where} is no list`);
    else for (const each of member) checkMember(each, { ...around, attribute: element });
    return;
  }
  if (attribute.type === "object") {
    if (!isMapping(member)) found.push(`${where} is no object`);
    return;
  }
  if (!attribute.type.endsWith("_t")) {
    const known = schema.objects[attribute.type];
    if (known === undefined) found.push(`${where} is a ${attribute.type}, which is not compiled`);
    else if (!isMapping(member)) found.push(`${where} is no object`);
    else check(member, { shape: known, where, used, found });
    return;
  }
  const type = schema.types[attribute.type];
  if (type === undefined) found.push(`${where} is of the type ${attribute.type}, which is not compiled`);
  else if (!isOf(member, type)) found.push(`${where} is no ${attribute.type}`);
}

function isOf(
  member: unknown,
  { type, regex, most }: { type: string; regex?: string | undefined; most?: number | undefined },
) {
  switch (type) {
    case "integer_t":
    case "long_t":
      return Number.isSafeInteger(member);
    case "float_t":
      return typeof member === "number";
    case "boolean_t":
      return typeof member === "boolean";
    case "json_t":
      return true;
    default:
      return (
        typeof member === "string" &&
        (regex === undefined || new RegExp(regex, "u").test(member)) &&
        (most === undefined || member.length <= most)
      );
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
