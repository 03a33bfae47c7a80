// Whether something that is sealed names a data subject: the value as a whole word, in a statement, a parameter, an image or a sample,
// in any case and either spelling of quotes. A value that was taken apart, or written in another encoding, is not found.

const DEPTH = 6;

/** Tells of a sealed text, which is JSON or plain. Throws a RangeError for a value without a letter or digit. */
export function subjectFinder(value: string): (sealed: string) => boolean {
  const wanted = normaliseSubject(value);
  if (!/[\p{L}\p{N}]/u.test(wanted)) throw new RangeError("a subject without a letter or digit");
  const named = (text: string): boolean =>
    holdsWord(spell(text), wanted) || holdsWord(spell(text.replaceAll("''", "'")), wanted);
  const within = (part: unknown, depth: number): boolean => {
    if (typeof part === "number") return named(String(part));
    if (typeof part === "string") {
      if (named(part)) return true;
      const inner = depth > 0 && /^\s*[[{"]/.test(part) ? parseJson(part) : undefined;
      return inner !== undefined && within(inner, depth - 1);
    }
    if (typeof part !== "object" || part === null) return false;
    return Object.entries(part).some(([name, held]) => named(name) || within(held, depth));
  };
  return (sealed) => within(sealed, DEPTH);
}

/** One spelling of a value, so that its digest is one. */
export function normaliseSubject(value: string): string {
  return spell(value).trim();
}

function spell(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function holdsWord(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + wanted.length, at + wanted.length + 2);
    if (!/[\p{L}\p{N}_]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(after)) return true;
  }
  return false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
