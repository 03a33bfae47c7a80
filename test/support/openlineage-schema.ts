// Holds an exported event against the published JSON Schemas of OpenLineage, as compiled in cases/schemas/openlineage.json: the event
// itself, and each facet against the schema that it names. It knows the keywords that those schemas use; another one throws.

import { readFileSync } from "node:fs";
import { z } from "zod";

type Node = Readonly<Record<string, unknown>>;

const { schemas } = z
  .object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) })
  .parse(JSON.parse(readFileSync("cases/schemas/openlineage.json", "utf8")));
const RUN_EVENT = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
const FORMATS: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

/** Every breach, a sentence each. */
export function breachesOfOpenLineage(event: unknown): readonly string[] {
  const found = breachesOf(event, { ...at(RUN_EVENT, ""), where: "event" });
  if (nodeOf(event)["schemaURL"] !== RUN_EVENT) found.push("event.schemaURL names another schema");
  return [...found, ...facetsIn(event).flatMap((facet) => breachesOfFacet(facet))];
}

/** A facet has to be what the schema says that it names, which is that of its own name. */
function breachesOfFacet({ name, value }: { name: string; value: unknown }): string[] {
  const url = String(nodeOf(value)["_schemaURL"]);
  const [id = ""] = url.split("#");
  const { node } = at(url, "");
  const names = Object.keys(nodeOf(nodeOf(schemas[id])["properties"]));
  return [
    ...breachesOf(value, { node, id, where: name }),
    ...(names.includes(name) ? [] : [`${name} is of a schema that describes ${names.join(", ")}`]),
  ];
}

function facetsIn(value: unknown): { name: string; value: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((member) => facetsIn(member));
  return Object.entries(nodeOf(value)).flatMap(([name, member]) =>
    name === "facets"
      ? Object.entries(nodeOf(member)).map(([facet, content]) => ({ name: facet, value: content }))
      : facetsIn(member),
  );
}

interface Place {
  readonly node: Node;
  /** The document that it stands in. */
  readonly id: string;
}

function at(reference: string, from: string): Place {
  const [id = "", pointer = ""] = reference.split("#");
  const document = schemas[id === "" ? from : id];
  if (document === undefined) throw new Error(`the schema ${reference} is not compiled`);
  const steps = pointer.split("/").slice(1);
  const node = steps.reduce<Node>((inner, step) => nodeOf(inner[step]), document);
  if (Object.keys(node).length === 0) throw new Error(`there is nothing at ${reference}`);
  return { node, id: id === "" ? from : id };
}

function breachesOf(value: unknown, { node, id, where }: Place & { readonly where: string }): string[] {
  const inner = (schema: unknown, member = value, name = where) =>
    breachesOf(member, { node: nodeOf(schema), id, where: name });
  return Object.entries(node).flatMap(([keyword, wanted]): string[] => {
    const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
    switch (keyword) {
      case "$ref":
        return breachesOf(value, { ...at(String(wanted), id), where });
      case "type":
        return typeOf(value) === wanted || (wanted === "number" && typeOf(value) === "integer")
          ? []
          : [`${where} is no ${String(wanted)}`];
      case "enum":
        return list.includes(value) ? [] : [`${where} cannot be ${String(value)}`];
      case "format":
        return FORMATS[String(wanted)]?.test(String(value)) === true ? [] : [`${where} is no ${String(wanted)}`];
      case "minimum":
        return Number(value) >= Number(wanted) ? [] : [`${where} is below ${String(wanted)}`];
      case "required":
        return list.filter((name) => !(String(name) in nodeOf(value))).map((name) => `${where} lacks ${String(name)}`);
      case "properties":
        return Object.entries(nodeOf(wanted)).flatMap(([name, schema]) =>
          name in nodeOf(value) ? inner(schema, nodeOf(value)[name], `${where}.${name}`) : [],
        );
      case "additionalProperties": {
        const others = Object.entries(nodeOf(value)).filter(([name]) => !(name in nodeOf(node["properties"])));
        if (wanted === true) return [];
        if (wanted === false) return others.map(([name]) => `${where}.${name} is not known`);
        return others.flatMap(([name, member]) => inner(wanted, member, `${where}.${name}`));
      }
      case "items":
        return (Array.isArray(value) ? value : []).flatMap((member: unknown, place) =>
          inner(wanted, member, `${where}[${place}]`),
        );
      case "allOf":
        return list.flatMap((schema) => inner(schema));
      case "anyOf":
        return list.some((schema) => inner(schema).length === 0) ? [] : list.flatMap((schema) => inner(schema));
      case "oneOf":
        return list.filter((schema) => inner(schema).length === 0).length === 1
          ? []
          : [`${where} is not one of its forms`];
      case "not":
        return inner(wanted).length > 0 ? [] : [`${where} is what it must not be`];
      default:
        throw new Error(`the keyword ${keyword} is not known`);
    }
  });
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function nodeOf(value: unknown): Node {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  return parsed.success ? parsed.data : {};
}
