// One line of a client's, as far as handing it on needs to know it: whether it wants an answer, and what HTTP says of it in headers. The line
// itself goes on as it came. It is the client's own; whether it is a message at all is for the server to say.

export interface Message {
  readonly line: string;
  /** Null for what wants no answer. */
  readonly id: string | number | null;
  /** Null for an answer, and for what is no message. */
  readonly method: string | null;
  /** What a cancellation is about; null for what is none. */
  readonly cancels: string | number | null;
  /** The revision that the message says for itself (2026-07-28 and after); null before. */
  readonly version: string | null;
  /** Headers by which HTTP repeats the message, of a revision that wants them. */
  readonly headers: Readonly<Record<string, string>>;
}

const VERSION = "io.modelcontextprotocol/protocolVersion";

/** Which parameter of a method `Mcp-Name` repeats (2026-07-28, Streamable HTTP, standard request headers). */
const NAMED_BY: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

/** Null for what is no JSON. */
export function readMessage(line: string): Message | null {
  const value = parsed(line);
  if (value === undefined) return null;
  const said = (name: string) => part(value, name);
  const [method, id, params] = [textOrNull(said("method")), idOrNull(said("id")), said("params")];
  const version = textOrNull(part(part(params, "_meta"), VERSION));
  return {
    line,
    id: method === null ? null : id,
    method,
    cancels: method === "notifications/cancelled" ? idOrNull(part(params, "requestId")) : null,
    version,
    headers: version === null ? {} : headersOf({ method, params, version }),
  };
}

function headersOf({ method, params, version }: { method: string | null; params: unknown; version: string }) {
  const parameter = method !== null && Object.hasOwn(NAMED_BY, method) ? NAMED_BY[method] : undefined;
  const name = parameter === undefined ? null : textOrNull(part(params, parameter));
  return {
    "mcp-protocol-version": plain(version),
    ...(method !== null && { "mcp-method": plain(method) }),
    ...(name !== null && { "mcp-name": plain(name) }),
  };
}

/** As a header takes it; what is more than visible ASCII goes as Base64, in the form that the revision gives. */
function plain(text: string): string {
  const isPlain =
    /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/.test(text) && !(text.startsWith("=?base64?") && text.endsWith("?="));
  return isPlain ? text : `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function part(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function idOrNull(value: unknown): string | number | null {
  return typeof value === "string" || typeof value === "number" ? value : null;
}
