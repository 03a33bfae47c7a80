// What a client is told in place of what it asked for: an ERROR ends the work on its message, a FATAL the connection.

import type { Report } from "./server-messages.ts";

export class Reported extends Error {
  readonly report: Report;

  constructor(report: Report) {
    super(report.message);
    this.report = report;
  }
}

export function reported(sqlstate: string, message: string, hint?: string): Reported {
  return new Reported({ severity: "ERROR", sqlstate, message, ...(hint !== undefined && { hint }) });
}

export function notice(message: string): Report {
  return { severity: "NOTICE", sqlstate: "00000", message };
}
