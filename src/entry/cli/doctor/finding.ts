// What a look at one thing came to.

export interface Finding {
  /** What was looked at. */
  readonly about:
    | "mode"
    | "configuration"
    | "versions"
    | "clock"
    | "files"
    | "keys"
    | "database"
    | "tls"
    | "socket"
    | "server";
  /** `note` is for people to weigh; `wrong` has to be mended; `unknown` could not be looked at. */
  readonly state: "well" | "note" | "wrong" | "unknown";
  /** One sentence, or two: what is so, and what to do. */
  readonly says: string;
}

export function well(about: Finding["about"], says: string): Finding {
  return { about, state: "well", says };
}

export function note(about: Finding["about"], says: string): Finding {
  return { about, state: "note", says };
}

export function wrong(about: Finding["about"], says: string): Finding {
  return { about, state: "wrong", says };
}

export function unknown(about: Finding["about"], says: string): Finding {
  return { about, state: "unknown", says };
}
