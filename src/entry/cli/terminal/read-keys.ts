// What a terminal in raw mode sends, as the keys that were pressed.

export type Key =
  | {
      readonly kind:
        | "up"
        | "down"
        | "page-up"
        | "page-down"
        | "home"
        | "end"
        | "enter"
        | "escape"
        | "backspace"
        | "interrupt";
    }
  | { readonly kind: "letter"; readonly letter: string };

const SEQUENCES: Readonly<Record<string, Exclude<Key["kind"], "letter">>> = {
  "\u001b[A": "up",
  "\u001bOA": "up",
  "\u001b[B": "down",
  "\u001bOB": "down",
  "\u001b[5~": "page-up",
  "\u001b[6~": "page-down",
  "\u001b[H": "home",
  "\u001bOH": "home",
  "\u001b[1~": "home",
  "\u001b[F": "end",
  "\u001bOF": "end",
  "\u001b[4~": "end",
  "\r": "enter",
  "\n": "enter",
  "\u001b": "escape",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u0003": "interrupt",
};

const ESCAPE = "\u001b";
const TOKENS = new RegExp(`${ESCAPE}(?:\\[[0-9;]*[A-Za-z~]|O[A-Z])?|[^]`, "gu");

/** Keys that are not known are left out. */
export function readKeys(chunk: string): readonly Key[] {
  return [...chunk.matchAll(TOKENS)].flatMap(([token]): readonly Key[] => {
    const kind = SEQUENCES[token];
    if (kind !== undefined) return [{ kind }];
    return /^[^\p{Cc}\p{Cf}]$/u.test(token) ? [{ kind: "letter", letter: token }] : [];
  });
}
