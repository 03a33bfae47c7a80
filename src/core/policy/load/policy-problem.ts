// What is wrong with a policy or configuration file, and where.

export interface PolicyProblem {
  readonly severity: "error" | "warning" | "information";
  /** As the file was named when it was read. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** One sentence. */
  readonly message: string;
  /** What to write instead; one sentence. */
  readonly remedy: string;
}

/** `file:line:column: message remedy`, as editors and terminals understand it. */
export function formatProblem({ file, line, column, severity, message, remedy }: PolicyProblem): string {
  return `${file}:${line}:${column}: ${severity}: ${message} ${remedy}`;
}
