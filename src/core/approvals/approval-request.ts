// What somebody asks leave to do: an immutable document that names the statement, who asks, its exact effect and who may decide.
// Its digest (SHA-256 over RFC 8785) is what approvers sign. INVARIANT: any change is another request.
// It holds values (parameters, samples): it is stored encrypted, and the ledger gets the digest and value-free parts alone.

import { z } from "zod";
import { canonicalJson } from "../ledger/entry/canonical-json.ts";
import type { Engine } from "../model/catalogue.ts";
import type { SchemaVerb } from "../model/schema-change.ts";
import type { ApprovalCrypto } from "./approval-crypto.ts";
import { hexDigest } from "./hex-digest.ts";

export const APPROVAL_KINDS = ["write", "revert", "access", "break-glass", "reconcile", "erase"] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** How sure a decision is of its approver. 0: unsigned. 1: a key in software. 2: one that the policy says is on another machine. 3: a hardware key, touched. */
export type Assurance = 0 | 1 | 2 | 3;

export interface ApprovalRequest {
  readonly v: 1;
  /** UUIDv7. */
  readonly id: string;
  /** 128 random bits, hexadecimal: a digest without them could be guessed from likely values. */
  readonly nonce: string;
  readonly kind: ApprovalKind;
  /** The request that went stale and that this one takes the place of. Nothing that was decided on that one counts here. */
  readonly replaces?: string;
  /** Of the kind `revert`: the request whose write it reverts. */
  readonly reverts?: string;
  readonly requester: {
    readonly principal: string;
    readonly kind: "human" | "service" | "agent";
    readonly owner: string | null;
    readonly role: string;
    readonly session: string;
    /** As it announced itself. */
    readonly client: string | null;
  };
  readonly target: {
    readonly database: string;
    readonly engine: Engine;
    /** Identity of the cluster or the file. */
    readonly system: string;
  };
  readonly statement: {
    readonly text: string;
    /** JSON of the list of parameters. */
    readonly parameters: string;
    /** Statements that are carried out with it, in order and in the same transaction. */
    readonly further?: readonly { readonly text: string; readonly parameters: string }[];
    readonly normalised: string;
    readonly fingerprint: string;
    readonly kind: string;
  };
  /** Of the kinds `access` and `break-glass`: the columns that would be read in the clear, or the role that would be acted in, and for how long. */
  readonly access?: {
    readonly minutes: number;
    /** Then there are no columns. */
    readonly role?: string;
    readonly columns: readonly { readonly schema: string; readonly relation: string; readonly column: string }[];
    /** Of a break-glass: who reads them, in which role, and until when somebody else has to have looked at it. */
    readonly opened?: { readonly reader: string; readonly role: string; readonly reviewBy: string };
  };
  /** The requester's words: untrusted. */
  readonly reason: string;
  readonly effect: Effect;
  readonly risk: readonly { readonly rule: string; readonly reason: string }[];
  /** `Policy.bindingDigest`: of everything that the policies say but the keys, which are checked whenever they are counted. */
  readonly policyDigest: string;
  readonly quorum: {
    /** People who have to approve; 0 when the rules of risk ask for nobody. */
    readonly count: number;
    /** Principals who may approve, as they were when it was asked. */
    readonly approvers: readonly string[];
    readonly assurance: Assurance;
    /** Decisions without a signature count: for development alone. */
    readonly unsigned: boolean;
  };
  /** RFC 3339, UTC, microseconds. */
  readonly createdAt: string;
  readonly approveBy: string;
  readonly executeBy: string;
  readonly undo: "kept" | "none";
}

export interface Effect {
  readonly relations: readonly {
    /** `schema.name` */
    readonly relation: string;
    /** Of access: `read`: its columns would be read in the clear; `see`: they would be seen, masked; the others: what might be asked for. */
    readonly verb: "insert" | "update" | "delete" | "read" | "see" | SchemaVerb;
    readonly rows: number;
    readonly columns: readonly string[];
    readonly classes: readonly string[];
    readonly cause: "statement" | "cascade" | "trigger";
    /** Columns that the database itself gives a value: by triggers, defaults, foreign keys, or because they are computed. */
    readonly set?: readonly string[];
  }[];
  /** Of a write that was tried: every row that it changed, whatever changed it. */
  readonly observed?: {
    /** Over relation, key and values of each row, before and after, as they are stored. */
    readonly digest: string;
    /** Columns whose new values are no part of it: the time of the change, or made anew each time. */
    readonly unbound: readonly {
      readonly schema: string;
      readonly relation: string;
      readonly column: string;
      /** `repeats`: it holds a value that is made anew among others, which are part of it; `session`: a number of the transaction or its session. */
      readonly why: "clock" | "anew" | "repeats" | "session";
    }[];
    /** Columns that get the time at which it is carried out, give or take a constant that is part of it. */
    readonly timed: readonly { readonly schema: string; readonly relation: string; readonly column: string }[];
  };
  /** The database refuses the write as things are. For those who decide: what refuses it may be hidden from the requester. */
  readonly refused?: { readonly sqlstate: string; readonly constraint?: string; readonly relation?: string };
  /** Over key and row version of the rows that would change. */
  readonly rowsDigest: string;
  readonly catalogueVersion: string;
  readonly method: "select" | "rolled-back";
  /** What the preview itself disturbed, a sentence each. */
  readonly disturbs: readonly string[];
  /** What could not be previewed, a sentence each. */
  readonly notPreviewed: readonly string[];
  /** Of a change of the schema: what the catalogue knows of it, a sentence each. For those who decide: it may name what the requester does not see. */
  readonly notes?: readonly string[];
  /** By role of who looks, masked for that role; `requester` for the one who asks. */
  readonly samples: Readonly<Record<string, Sample>>;
}

export interface Sample extends TableSample {
  /** Of the other tables, where a statement writes several. */
  readonly also?: readonly TableSample[];
}

export interface TableSample {
  /** `schema.name`; absent where one table is written. */
  readonly relation?: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    /** Null where there was no row (insert). */
    readonly before: readonly (string | null)[] | null;
    /** Null where there will be none (delete). */
    readonly after: readonly (string | null)[] | null;
  }[];
}

/** A request with its canonical text and the digest over it. */
export interface DigestedRequest {
  readonly request: ApprovalRequest;
  /** RFC 8785. */
  readonly text: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

export function digestRequest(
  request: ApprovalRequest,
  primitives: Pick<ApprovalCrypto, "sha256" | "utf8">,
): DigestedRequest {
  const text = canonicalJson(requestSchema.parse(request));
  return { request, text, digest: `sha256:${hexDigest(text, primitives)}` };
}

/** Null unless the text is a request in its canonical form. Throws nothing: a stored text is input like any other. */
export function parseRequest(
  text: string,
  primitives: Pick<ApprovalCrypto, "sha256" | "utf8">,
): DigestedRequest | null {
  const parsed = requestSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const digested = digestRequest(parsed.data, primitives);
  return digested.text === text ? digested : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const text = z.string().refine((value) => value.isWellFormed());
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const cells = z.array(text.nullable()).nullable();

const tableSample = z.strictObject({
  relation: text.exactOptional(),
  columns: z.array(text),
  rows: z.array(z.strictObject({ before: cells, after: cells })),
});

const requestSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid({ version: "v7" }),
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  kind: z.enum(APPROVAL_KINDS),
  replaces: z.uuid({ version: "v7" }).exactOptional(),
  reverts: z.uuid({ version: "v7" }).exactOptional(),
  requester: z.strictObject({
    principal: text,
    kind: z.enum(["human", "service", "agent"]),
    owner: text.nullable(),
    role: text,
    session: text,
    client: text.nullable(),
  }),
  target: z.strictObject({ database: text, engine: z.enum(["postgres", "sqlite"]), system: text }),
  statement: z.strictObject({
    text,
    parameters: text,
    further: z.array(z.strictObject({ text, parameters: text })).exactOptional(),
    normalised: text,
    fingerprint: text,
    kind: text,
  }),
  access: z
    .strictObject({
      minutes: z.int().min(1),
      role: text.min(1).exactOptional(),
      columns: z.array(z.strictObject({ schema: text, relation: text, column: text })),
      opened: z.strictObject({ reader: text, role: text, reviewBy: time }).exactOptional(),
    })
    .refine(({ role, columns }) => (role === undefined) === columns.length > 0)
    .refine(({ role, opened }) => role === undefined || opened === undefined)
    .exactOptional(),
  reason: text,
  effect: z.strictObject({
    relations: z.array(
      z.strictObject({
        relation: text,
        verb: z.enum(["insert", "update", "delete", "read", "see", "create", "alter", "drop", "truncate"]),
        rows: z.int().min(0),
        columns: z.array(text),
        classes: z.array(text),
        cause: z.enum(["statement", "cascade", "trigger"]),
        set: z.array(text).exactOptional(),
      }),
    ),
    observed: z
      .strictObject({
        digest: text,
        unbound: z.array(
          z.strictObject({
            schema: text,
            relation: text,
            column: text,
            why: z.enum(["clock", "anew", "repeats", "session"]),
          }),
        ),
        timed: z.array(z.strictObject({ schema: text, relation: text, column: text })),
      })
      .exactOptional(),
    refused: z
      .strictObject({ sqlstate: text, constraint: text.exactOptional(), relation: text.exactOptional() })
      .exactOptional(),
    rowsDigest: text,
    catalogueVersion: text,
    method: z.enum(["select", "rolled-back"]),
    disturbs: z.array(text),
    notPreviewed: z.array(text),
    notes: z.array(text).exactOptional(),
    samples: z.record(text, tableSample.extend({ also: z.array(tableSample).exactOptional() })),
  }),
  risk: z.array(z.strictObject({ rule: text, reason: text })),
  policyDigest: text,
  quorum: z.strictObject({
    count: z.int().min(0).max(20),
    approvers: z.array(text),
    assurance: z.literal([0, 1, 2, 3]),
    unsigned: z.boolean(),
  }),
  createdAt: time,
  approveBy: time,
  executeBy: time,
  undo: z.enum(["kept", "none"]),
}) satisfies z.ZodType<ApprovalRequest>;
