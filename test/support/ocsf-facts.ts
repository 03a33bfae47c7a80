// What OCSF says of the classes and objects that exports use, noted by hand from the schema's own definitions at schema.ocsf.io
// (github.com/ocsf/ocsf-schema, commit a5cfc68e3ca6, the last before 1.9.0): which attributes there are, their types, which are required,
// what the enumerations hold. An attribute that is not noted here is taken for an error.

type Type = "string" | "integer" | "object" | { readonly one: string } | { readonly list: string } | "string[]";

interface Shape {
  readonly attributes: Readonly<Record<string, Type>>;
  readonly required: readonly string[];
  readonly oneOf?: readonly string[];
}

const EVENT: Shape["attributes"] = {
  metadata: { one: "metadata" },
  time: "integer",
  category_uid: "integer",
  class_uid: "integer",
  activity_id: "integer",
  activity_name: "string",
  type_uid: "integer",
  severity_id: "integer",
  status_id: "integer",
  status_code: "string",
  message: "string",
  unmapped: "object",
  attestation_list: { list: "attestation" },
  action_id: "integer",
  action: "string",
  policy: { one: "policy" },
  actor: { one: "actor" },
  ai_agent: { one: "ai_agent" },
};
const ALWAYS = ["metadata", "time", "category_uid", "class_uid", "activity_id", "type_uid", "severity_id"];

const SHAPES: Readonly<Record<string, Shape>> = {
  "6005": {
    attributes: {
      ...EVENT,
      src_endpoint: { one: "network_endpoint" },
      database: { one: "database" },
      table: { one: "table" },
      query_info: { one: "query_info" },
      type_id: "integer",
    },
    required: [...ALWAYS, "actor", "src_endpoint"],
    oneOf: ["database", "databucket", "table"],
  },
  "6003": {
    attributes: { ...EVENT, src_endpoint: { one: "network_endpoint" }, api: { one: "api" } },
    required: [...ALWAYS, "actor", "src_endpoint", "api"],
  },
  "6002": { attributes: { ...EVENT, app: { one: "product" } }, required: [...ALWAYS, "app"] },
  metadata: {
    attributes: {
      version: "string",
      product: { one: "product" },
      profiles: "string[]",
      uid: "string",
      sequence: "integer",
      correlation_uid: "string",
      event_code: "string",
      original_time: "string",
      log_name: "string",
    },
    required: ["product", "version"],
  },
  product: {
    attributes: { name: "string", vendor_name: "string", version: "string", uid: "string" },
    required: [],
    oneOf: ["name", "uid"],
  },
  actor: {
    attributes: { user: { one: "user" }, session: { one: "session" } },
    required: [],
    oneOf: ["user", "session"],
  },
  user: {
    attributes: { name: "string", type_id: "integer", groups: { list: "group" } },
    required: [],
    oneOf: ["account", "name", "uid"],
  },
  group: { attributes: { name: "string" }, required: [], oneOf: ["name", "uid"] },
  session: { attributes: { uid: "string" }, required: [] },
  policy: { attributes: { name: "string", uid: "string" }, required: [], oneOf: ["name", "type", "uid"] },
  network_endpoint: {
    attributes: { name: "string", uid: "string" },
    required: [],
    oneOf: ["ip", "uid", "name", "hostname"],
  },
  database: {
    attributes: { name: "string", type_id: "integer", type: "string" },
    required: ["type_id"],
    oneOf: ["name", "uid"],
  },
  table: { attributes: { name: "string" }, required: [], oneOf: ["name", "uid"] },
  query_info: {
    attributes: { query_string: "string", uid: "string", bytes: "integer" },
    required: ["query_string"],
    oneOf: ["name", "uid"],
  },
  api: {
    attributes: { operation: "string", service: { one: "service" }, request: { one: "request" } },
    required: ["operation"],
  },
  service: { attributes: { name: "string", version: "string" }, required: [], oneOf: ["name", "uid"] },
  request: { attributes: { uid: "string" }, required: ["uid"] },
  ai_agent: {
    attributes: { name: "string", version: "string", instance_uid: "string" },
    required: [],
    oneOf: ["name", "uid"],
  },
  attestation: {
    attributes: { chain_uid: "string", fingerprint: { one: "fingerprint" }, prev_event: { one: "prev_event" } },
    required: [],
    oneOf: ["fingerprint", "signatures"],
  },
  fingerprint: {
    attributes: { algorithm_id: "integer", algorithm: "string", value: "string" },
    required: ["algorithm_id", "value"],
  },
  prev_event: { attributes: { uid: "string" }, required: ["uid"] },
};

const ACTIVITIES: Readonly<Record<string, readonly number[]>> = {
  "6005": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99],
  "6003": [0, 1, 2, 3, 4, 99],
  "6002": [0, 1, 2, 3, 4, 5, 6, 7, 8, 99],
};
const ENUMS: Readonly<Record<string, readonly number[]>> = {
  category_uid: [6],
  severity_id: [0, 1, 2, 3, 4, 5, 6, 99],
  status_id: [0, 1, 2, 99],
  action_id: [0, 1, 2, 3, 4, 99],
  algorithm_id: [3],
};
/** Which profile an attribute is there by. */
const PROFILES: Readonly<Record<string, string>> = {
  action_id: "security_control",
  policy: "security_control",
  attestation_list: "record_integrity",
  ai_agent: "ai_operation",
};

type Mapping = Readonly<Record<string, unknown>>;

/** Every breach of what is noted above, a sentence each. */
export function breachesOfOcsf(event: Mapping): readonly string[] {
  const found: string[] = [];
  const uid = String(event["class_uid"]);
  check(event, uid, "event", found);
  const activity = Number(event["activity_id"]);
  if (!(ACTIVITIES[uid] ?? []).includes(activity)) found.push(`class ${uid} has no activity ${activity}`);
  if (event["type_uid"] !== Number(uid) * 100 + activity) found.push("type_uid is not class_uid * 100 + activity_id");
  if (activity === 99 && event["activity_name"] === undefined) found.push("activity 99 needs its name");
  if (event["action_id"] === 99 && event["action"] === undefined) found.push("action 99 needs its name");
  const profiles = JSON.stringify(event["metadata"]);
  for (const [name, profile] of Object.entries(PROFILES)) {
    if (name in event && !profiles.includes(`"${profile}"`)) found.push(`${name} needs the profile ${profile}`);
  }
  return found;
}

function check(value: Mapping, shape: string, where: string, found: string[]): void {
  const { attributes, required, oneOf } = SHAPES[shape] ?? { attributes: {}, required: ["a known shape"] };
  for (const name of required) if (value[name] === undefined) found.push(`${where} lacks ${name}`);
  if (oneOf !== undefined && !oneOf.some((name) => value[name] !== undefined))
    found.push(`${where} has none of ${oneOf.join(", ")}`);
  for (const [name, member] of Object.entries(value)) {
    const type = attributes[name];
    const at = `${where}.${name}`;
    if (type === undefined) found.push(`${at} is no attribute`);
    else checkMember(member, type, at, found);
    if (ENUMS[name]?.includes(Number(member)) === false) found.push(`${at} cannot be ${String(member)}`);
  }
}

function checkMember(member: unknown, type: Type, at: string, found: string[]): void {
  if (type === "integer") {
    if (!Number.isSafeInteger(member)) found.push(`${at} is no integer`);
  } else if (type === "string") {
    if (typeof member !== "string") found.push(`${at} is no text`);
  } else if (type === "string[]") {
    if (!Array.isArray(member) || member.some((each) => typeof each !== "string"))
      found.push(`${at} is no list of texts`);
  } else if (!isMapping(member) && !Array.isArray(member)) found.push(`${at} is no object`);
  else if (typeof type === "object" && "one" in type && isMapping(member)) check(member, type.one, at, found);
  else if (typeof type === "object" && "list" in type && Array.isArray(member)) {
    for (const each of member) if (isMapping(each)) check(each, type.list, at, found);
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
