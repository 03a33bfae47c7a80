// What is kept of a token that is used as the password of SCRAM (RFC 5802, RFC 7677), written as PostgreSQL writes it in pg_authid:
// SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>. Nobody can log in with it, and a token of 256 random bits is not found from it.

export interface ScramVerifier {
  readonly iterations: number;
  /** This and the keys are base64. */
  readonly salt: string;
  readonly storedKey: string;
  readonly serverKey: string;
}

const FORM = /^SCRAM-SHA-256\$(\d{1,7}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)$/;

export function formatVerifier({ iterations, salt, storedKey, serverKey }: ScramVerifier): string {
  return `SCRAM-SHA-256$${iterations}:${salt}$${storedKey}:${serverKey}`;
}

/** Null for what is none: the digest of a token that is sent as it is. */
export function readVerifier(text: string): ScramVerifier | null {
  const [, iterations, salt, storedKey, serverKey] = FORM.exec(text) ?? [];
  if (salt === undefined || storedKey === undefined || serverKey === undefined) return null;
  return { iterations: Number(iterations), salt, storedKey, serverKey };
}
