// Where a command writes: results to stdout, everything else to stderr. Colour on a terminal alone, and never with NO_COLOR.

export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly color: boolean;
}

export const processIo: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  color: process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "",
};

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

export function paint(io: Io, style: keyof typeof CODES, text: string): string {
  return io.color ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}
