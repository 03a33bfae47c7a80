// Posts log records to an OpenTelemetry collector: OTLP over HTTP in its JSON encoding (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP").
// Nothing waits here: who sends tries again later, and is told whether and when that has any use.

import { Failure } from "../../core/model/failure.ts";

export interface LogRecord {
  /** Nanoseconds since the Unix epoch. */
  readonly time: bigint;
  /** What kind of event it is, in words with dots. */
  readonly event: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface Collector {
  /** Up to `/v1/logs`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Delivery =
  | { readonly kind: "accepted" }
  /** It will not be taken, however often it is sent. */
  | { readonly kind: "refused"; readonly why: string }
  /** Worth another attempt, not before so many seconds where the collector says so. */
  | { readonly kind: "later"; readonly seconds: number };

const PATIENCE_MILLISECONDS = 10_000;
const LONGEST_WAIT_SECONDS = 3_600;
/** Statuses that the protocol says to try again after. */
const TRANSIENT: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Rejects with a Failure `collector-unavailable` when there is no answer at all. */
export async function sendLog(
  record: LogRecord,
  { collector, resource }: { collector: Collector; resource: Readonly<Record<string, string>> },
): Promise<Delivery> {
  const { status, retryAfter, body } = await post(collector, JSON.stringify(encode(record, resource)));
  if (TRANSIENT.has(status)) return { kind: "later", seconds: retryAfter };
  if (status < 200 || status > 299) return { kind: "refused", why: `status ${status}` };
  return countRejected(body) > 0
    ? { kind: "refused", why: "it took the message and not the record" }
    : { kind: "accepted" };
}

async function post({ url, headers }: Collector, body: string) {
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}/v1/logs`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
      redirect: "error", // the headers may hold a secret, which is for this collector alone
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    const seconds = Number(response.headers.get("retry-after") ?? 0);
    const retryAfter = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_WAIT_SECONDS) : 0;
    return { status: response.status, retryAfter, body: await response.text() };
  } catch (cause) {
    throw new Failure(
      "collector-unavailable",
      `The collector at ${new URL(url).host} does not answer; the next checkpoint tries again.`,
      { cause },
    );
  }
}

/** The protocol's JSON: names in camel case, 64-bit integers as text, attributes as a list. */
function encode({ time, event, body, attributes }: LogRecord, resource: Readonly<Record<string, string>>) {
  return {
    resourceLogs: [
      {
        resource: { attributes: encodeAttributes(resource) },
        scopeLogs: [
          {
            scope: { name: "gatehouse.ledger" },
            logRecords: [
              {
                timeUnixNano: String(time),
                observedTimeUnixNano: String(time),
                severityNumber: 9,
                severityText: "INFO",
                eventName: event,
                body: { stringValue: body },
                attributes: encodeAttributes(attributes),
              },
            ],
          },
        ],
      },
    ],
  };
}

function encodeAttributes(attributes: Readonly<Record<string, string | number>>) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}

/** Of `partialSuccess`, where the answer has one; an answer that is no JSON says nothing. */
function countRejected(text: string): number {
  try {
    const answer: unknown = JSON.parse(text);
    const partial = memberOf(answer, "partialSuccess");
    return Number(memberOf(partial, "rejectedLogRecords") ?? 0);
  } catch {
    return 0;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
