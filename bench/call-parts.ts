// Where a server's processor time goes, part by part, by a profile of V8's: each sample counts for the innermost part of ours that is on its
// stack, so that Node's and V8's own work counts for whoever asked for it, and the parts add up to the whole.

import { z } from "zod";

/** As V8 writes it. `timeDeltas`: microseconds since the sample before. */
const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.int()).optional(),
    }),
  ),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
});

export type Profile = z.infer<typeof profileSchema>;
type ProfileNode = Profile["nodes"][number];

export function readProfile(value: unknown): Profile {
  return profileSchema.parse(value);
}

/** A part, and the compiled files that it is; the first that fits. */
const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  ["MCP SDK", /\/@modelcontextprotocol\//],
  [
    "JSON-RPC: lines in and out",
    /\/entry\/mcp\/stdio\/(?:line-transport|call-guard|call-queue|call-signal|fast-path|plain-call|outline-json)\.js$/,
  ],
  ["the answer's JSON", /\/entry\/mcp\/tools\/(?:tool-result|escape-again)\.js$|\/core\/model\/json-text\.js$/],
  [
    "the call's arguments checked",
    /\/zod\/|\/entry\/mcp\/tools\/|\/entry\/mcp\/stdio\/(?:inexact-number|is-well-formed-text)\.js$/,
  ],
  [
    "the caller, and the tool",
    /\/entry\/mcp\/|\/gate\/calls\/(?:identify-role|is-shown|refuse-call)\.js$|\/core\/model\/caller\.js$/,
  ],
  [
    "locks, grants and openings",
    /\/gate\/calls\/refuse-locked\.js$|\/gate\/access\/|\/gate\/approvals\/|\/adapters\/sqlite-state\/(?:locks|approvals)\/|\/core\/model\/lock\.js$|\/core\/(?:approvals|review)\//,
  ],
  ["policies looked at", /\/entry\/wiring\/policies-in-force\.js$|\/adapters\/files\//],
  ["plan found", /\/gate\/planning\/|\/core\/sql\/|\/core\/policy\/|\/libpg-query\//],
  [
    "rows to JSON, scanned",
    /\/adapters\/postgres\/reading\/(?:row-writer|value-forms|result-shape)\.js$|\/core\/masking\/|\/gate\/reading\/ready-rows\.js$/,
  ],
  ["PostgreSQL: messages and witness", /\/adapters\/postgres\/(?:protocol|reading|values|catalogue)\//],
  ["PostgreSQL: connection taken and given back", /\/adapters\/postgres\/connection\/|\/pg-pool\//],
  ["PostgreSQL: the driver", /\/pg(?:-protocol)?\//],
  ["PostgreSQL: the run", /\/adapters\/postgres\//],
  ["SQLite asked", /\/adapters\/sqlite\//],
  ["digest of the answer", /\/adapters\/system\/(?:pseudonym-keys)\.js$/],
  ["ledger: canonical entry", /\/core\/ledger\/entry\//],
  ["ledger: sealing", /\/adapters\/sqlite-state\/(?:seal-payload|random-pool)\.js$/],
  ["ledger: tree and chain", /\/core\/ledger\/tree\/|\/adapters\/sqlite-state\/sha256\.js$/],
  ["ledger: its file", /\/adapters\/(?:sqlite-state|sqlite-driver)\/|\/better-sqlite3\//],
  ["the frame of the call", /\/gate\/calls\/|\/gate\/calls\.js$/],
  ["query: the script", /\/gate\/reading\//],
  ["ids, clock, the rest of ours", /\/(?:dist|bin)\//],
];

const GARBAGE = "V8: garbage collection";
const IDLE = "(idle)";
const KERNEL = "the kernel, and what runs outside JavaScript";
const NODE = "Node: streams, sockets, timers, promises";

/** Of the samples in which something ran, the share of each part. */
export function partsOf({ nodes, samples, timeDeltas }: Profile): ReadonlyMap<string, number> {
  const partOf = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (node: ProfileNode, around: string): void => {
    const part = partOfFrame(node, around);
    partOf.set(node.id, part);
    for (const child of node.children ?? []) {
      const next = byId.get(child);
      if (next !== undefined) visit(next, part);
    }
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, NODE);
  const times = new Map<string, number>();
  let whole = 0;
  samples.forEach((id, place) => {
    const part = partOf.get(id) ?? NODE;
    const time = Math.max(0, timeDeltas[place + 1] ?? 0); // a sample lasts until the next
    if (part === IDLE) return;
    whole += time;
    times.set(part, (times.get(part) ?? 0) + time);
  });
  return new Map([...times].map(([part, time]) => [part, time / whole]));
}

function partOfFrame({ callFrame: { functionName, url } }: ProfileNode, around: string): string {
  if (functionName === "(garbage collector)") return GARBAGE;
  if (functionName === "(idle)") return IDLE;
  if (functionName === "(program)") return KERNEL;
  return PARTS.find(([, files]) => files.test(url))?.[0] ?? around;
}
