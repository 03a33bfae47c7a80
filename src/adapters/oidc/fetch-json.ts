// One JSON document of an identity provider, over HTTPS (or HTTP on this machine): no redirects, in time, and no longer than it may be.

/** What was answered was not what was asked for, or nothing was. Its message names no byte of an answer. */
export class NotFetched extends Error {}

export type FetchJson = (url: string) => Promise<unknown>;

const PATIENCE_MILLISECONDS = 4_000;
const LONGEST = 512 * 1_024;

/** Rejects with NotFetched. */
export async function fetchJson(url: string): Promise<unknown> {
  if (!isConfidential(url)) throw new NotFetched("its URL is neither https nor of this machine");
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new NotFetched(`it answered ${response.status}`);
    }
    return JSON.parse(await textOf(response));
  } catch (cause) {
    if (cause instanceof NotFetched) throw cause;
    const late = cause instanceof DOMException && cause.name === "TimeoutError";
    const why =
      cause instanceof SyntaxError ? "it answered no JSON" : late ? "it did not answer in time" : "there was no answer";
    throw new NotFetched(why, { cause });
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, length] = ["", 0];
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    length += read.value.length;
    if (length > LONGEST) {
      await reader?.cancel();
      throw new NotFetched("it answered more than 512 KiB");
    }
    text += decoder.decode(read.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Whether nobody between can read or change it. */
export function isConfidential(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const own = hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && own);
}
