// Where a PostgreSQL server is and how it is reached: what a connection URL, or a line of keywords, says of it (PostgreSQL manual, 34.1.1).

export const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** What is not said is null; the caller has defaults for it. */
export interface ConnectionTarget {
  readonly kind: "target";
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  /** Options for the server, such as `-c geqo=off`, as written. */
  readonly options: string | null;
  readonly sslMode: SslMode | null;
  readonly sslRootCertificate: string | null;
  readonly sslCertificate: string | null;
  readonly sslKey: string | null;
  readonly connectSeconds: number | null;
  readonly bindsChannel: boolean;
  /** Names of what was said and is not used. */
  readonly unused: readonly string[];
}

/** Why a text is none. Neither sentence holds a word of it. */
export interface WrongNotation {
  readonly kind: "wrong";
  readonly message: string;
  readonly remedy: string;
}

export function wrong(message: string, remedy: string): WrongNotation {
  return { kind: "wrong", message, remedy };
}
