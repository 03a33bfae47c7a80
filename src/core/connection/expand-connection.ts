// Puts the values of references into a connection URL or a line of keywords. A value that stands for a user, a password, a database or a
// parameter is a value, whatever characters it has; one that stands for the whole, the host or the account is a piece of the text.

import { readConnection } from "./read-connection.ts";

export const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export function expandConnection(written: string, valueOf: (name: string) => string): string {
  const scheme = /^\s*postgres(?:ql)?:\/\//i.exec(written);
  const keywords = scheme === null && /^\s*[A-Za-z_]+\s*=/.test(written);
  return written.replace(REFERENCE, (reference, name: string, at: number) => {
    const value = valueOf(name);
    if (keywords) return value.replace(/[\\'\s]/g, "\\$&");
    const before = written.slice(0, at);
    const after = written.slice(at + reference.length);
    return scheme !== null && isValue(before.slice(scheme[0].length), after) ? encodeURIComponent(value) : value;
  });
}

/** What stands before it, after the scheme, and behind it says what it stands for. */
function isValue(before: string, after: string): boolean {
  if (before.includes("?")) return /=[^&]*$/.test(before); // of a parameter
  if (/^[^@/]*@/.test(after)) return before.includes(":") || /^[^@/]*:/.test(after); // password, or user before one
  if (before === "" && after.startsWith("@")) return false; // user and password in one
  return before.includes("/"); // database
}

/** True where a password is written out: anything but references. */
export function holdsPassword(written: string): boolean {
  const read = readConnection(written.replace(REFERENCE, ""));
  return read.kind === "target" && read.password !== null;
}
