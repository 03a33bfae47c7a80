// An entry as an event of the Open Cybersecurity Schema Framework, version 1.9.0: Datastore Activity for calls that name a database,
// API Activity for everything else, Application Lifecycle for the server itself. A lossy view: what has no attribute is under `unmapped`.
// Each event carries the entry's leaf hash and its place in the chain (profile record_integrity), so that it leads back to the proof.

import type { LedgerRecord } from "../entry/ledger-record.ts";

const VERSION = "1.9.0";
const DATASTORE_ACTIVITY = 6005;
const API_ACTIVITY = 6003;
const APPLICATION_LIFECYCLE = 6002;

export interface OcsfAround {
  readonly origin: string;
  /** The entry's leaf hash, hexadecimal. */
  readonly leaf: string;
}

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined };

export function toOcsf(record: LedgerRecord, { origin, leaf }: OcsfAround): Json {
  const { index, time, kind, correlation, caller, agent, decision, result, touched, reason, detail, policy } = record;
  const { classUid, activityId, activityName, particular } = classify(record);
  const asked = decision?.effect === "ask";
  return {
    metadata: {
      version: VERSION,
      product: { name: "Gatehouse", vendor_name: "Gatehouse", version: record.server.version },
      profiles: [
        "security_control",
        "record_integrity",
        ...(classUid === APPLICATION_LIFECYCLE ? ["host"] : []), // what an actor belongs to in this class
        ...(agent?.client === undefined ? [] : ["ai_operation"]),
      ],
      uid: `${origin}/${index}`,
      sequence: index,
      correlation_uid: correlation,
      event_code: kind,
      original_time: time,
      log_name: "gatehouse-ledger",
    },
    time: Date.parse(time),
    category_uid: 6,
    class_uid: classUid,
    activity_id: activityId,
    ...(activityId === 99 && { activity_name: activityName }),
    type_uid: classUid * 100 + activityId,
    severity_id: severityOf(record),
    status_id: result?.status === "refused" || result?.status === "failed" || decision?.effect === "deny" ? 2 : 1,
    ...(decision?.code !== undefined && { status_code: decision.code }),
    message: `${activityName}${caller === undefined ? "" : ` by ${caller.principal}`}${decision === undefined ? "" : `: ${decision.effect}`}`,
    ...(decision !== undefined && {
      action_id: asked ? 99 : decision.effect === "deny" ? 2 : 1,
      ...(asked && { action: "ask" }),
      policy: { name: decision.rule, ...(policy !== undefined && { uid: policy }) },
    }),
    actor: {
      user:
        caller === undefined
          ? { name: "gatehouse", type_id: 3 }
          : { name: caller.principal, groups: [{ name: caller.role }] },
      ...(agent !== undefined && { session: { uid: agent.session } }),
    },
    ...(agent?.client !== undefined && {
      ai_agent: { name: agent.client, version: agent.version, instance_uid: agent.session },
    }),
    ...particular,
    attestation_list: [
      {
        chain_uid: origin,
        fingerprint: { algorithm_id: 3, algorithm: "SHA-256", value: leaf },
        ...(index > 0 && { prev_event: { uid: `${origin}/${index - 1}` } }),
      },
    ],
    unmapped: {
      owner: caller?.owner,
      authentication: caller?.method,
      model: agent?.model,
      touched: touched?.map(({ relation, access, columns, classes, treatments, rowFilter }) => ({
        relation,
        access,
        columns,
        classes,
        treatments,
        row_filter: rowFilter,
      })),
      rows: result?.rows,
      truncated: result?.truncated,
      microseconds: result?.microseconds,
      reason,
      detail,
    },
  };
}

interface Classified {
  readonly classUid: number;
  readonly activityId: number;
  /** In words, for people and for activities that the class has no number for. */
  readonly activityName: string;
  /** What this class has and others have not. */
  readonly particular: Readonly<Record<string, Json>>;
}

const WRITES: Readonly<Record<string, number>> = { insert: 6, update: 2, delete: 7, merge: 5 };

function classify(record: LedgerRecord): Classified {
  const { kind, tool, target, statement, touched, result, server } = record;
  const service = { name: "gatehouse", version: server.version };
  const lifecycle = kind === "server.start" ? 3 : kind === "server.stop" ? 4 : null;
  if (lifecycle !== null) {
    return { classUid: APPLICATION_LIFECYCLE, activityId: lifecycle, activityName: kind, particular: { app: service } };
  }
  const source = { name: record.agent?.client ?? "gatehouse", uid: record.agent?.session ?? server.instance };
  if (kind === "call" && target !== undefined) {
    const [first] = touched ?? [];
    const described = tool === "describe-schema";
    return {
      classUid: DATASTORE_ACTIVITY,
      activityId: described ? 8 : (WRITES[statement?.kind ?? ""] ?? 4),
      activityName: described ? "describe-schema" : (statement?.kind ?? tool ?? kind),
      particular: {
        src_endpoint: source,
        type_id: 1,
        database: { name: target.database, type_id: 1, type: target.engine },
        ...(first !== undefined && { table: { name: first.relation } }),
        ...(statement !== undefined && {
          query_info: {
            query_string: statement.normalised,
            uid: statement.fingerprint,
            ...(result !== undefined && { bytes: result.bytes }),
          },
        }),
      },
    };
  }
  const operation = tool ?? kind;
  return {
    classUid: API_ACTIVITY,
    activityId: apiActivity(kind),
    activityName: operation,
    particular: { src_endpoint: source, api: { operation, service, request: { uid: record.correlation } } },
  };
}

/** Create, read, update, delete, where one of them says what happened. */
function apiActivity(kind: string): number {
  if (kind.startsWith("ledger.")) return 2;
  if (kind === "lock.set" || kind === "approval.requested" || kind === "key.created" || kind === "key.enrolled")
    return 1;
  if (kind === "token.created") return 1;
  if (kind === "lock.lifted" || kind === "key.revoked" || kind === "token.revoked" || kind === "erasure") return 4;
  if (kind.startsWith("approval.") || kind.startsWith("write.") || kind.startsWith("policy.")) return 3;
  return 99;
}

/** 1 informational, 2 low, 3 medium, 4 high. */
function severityOf({ kind, decision }: LedgerRecord): number {
  if (kind.startsWith("lock.") || kind.startsWith("break-glass.") || kind === "erasure" || kind === "clock.set-back")
    return 4;
  if (decision?.code === "locked" || kind === "policy.rejected" || kind.startsWith("key.") || kind.startsWith("token."))
    return 3;
  return decision?.effect === "deny" ? 2 : 1;
}
