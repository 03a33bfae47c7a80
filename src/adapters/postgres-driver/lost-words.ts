// What a connection that could not be made, or was lost, says of the server: in words of ours, for whoever has to mend it.

import pg from "pg";

/** Whether another way to encrypt may be let in where this one was not. */
export function isAboutEncryption(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === "28000";
  return error instanceof Error && (/SSL connection/.test(error.message) || isOfTls(error));
}

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: "cannot be reached: the name of its host is not known",
  EAI_AGAIN: "cannot be reached: the name of its host cannot be looked up at the moment",
  ECONNREFUSED: "cannot be reached: nothing listens at its host and port",
  ETIMEDOUT: "cannot be reached: its host does not answer",
  EHOSTUNREACH: "cannot be reached: there is no way to its host",
  ENETUNREACH: "cannot be reached: there is no way to its host",
  ENOENT: "cannot be reached: there is no socket in the folder that is its host",
  EACCES: "cannot be reached: its socket may not be opened",
};

/** As the end of "the server …". */
export function lostWords(error: unknown): string {
  if (!(error instanceof Error)) return "cannot be reached";
  const code = codeOf(error);
  const said = NETWORK[code];
  if (said !== undefined) return said;
  if (/does not support SSL/.test(error.message)) return "has no TLS, which sslmode demands";
  if (/SSL connection/.test(error.message)) return "does not answer as PostgreSQL does: look at host and port";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "shows a certificate of another host, which sslmode=verify-full refuses";
  if (code === "CERT_HAS_EXPIRED") return "shows a certificate that has expired";
  if (isOfTls(error)) return "shows a certificate that nobody vouches for: name its root with sslrootcert";
  if (/password must be a (?:non-empty )?string/.test(error.message))
    return "wants a password, and the connection has none";
  if (/timeout/i.test(error.message)) return "cannot be reached: its host does not answer in time";
  return "cannot be reached, or closed the connection";
}

/** OpenSSL's names, as Node.js gives them. */
function isOfTls(error: Error): boolean {
  return /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_OSSL|EPROTO)/.test(codeOf(error));
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string") return code;
  // several addresses of one host were tried
  const first: unknown = error instanceof AggregateError ? error.errors[0] : null;
  return first instanceof Error ? codeOf(first) : "";
}
