// A bug's details for the server's log, where one event is one line.

export function onOneLine(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, " | ").replaceAll(/\p{Cc}/gu, "?");
}
