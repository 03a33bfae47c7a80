// From the settings of a connection, by libpq's names, to what we make of each. Every name is decided about: used, left to the server,
// refused, or said to be without effect.

import { type ConnectionTarget, SSL_MODES, type SslMode, type WrongNotation, wrong } from "./connection-target.ts";

/** Said by drivers and hosts for purposes that do not arise here. */
const WITHOUT_EFFECT = new Set([
  "application_name",
  "client_encoding",
  "connection_limit",
  "fallback_application_name",
  "gssencmode",
  "keepalives",
  "keepalives_count",
  "keepalives_idle",
  "keepalives_interval",
  "krbsrvname",
  "load_balance_hosts",
  "min_protocol_version",
  "max_protocol_version",
  "pgbouncer",
  "pool_timeout",
  "require_auth",
  "schema",
  "sslnegotiation",
  "sslsni",
  "supa",
  "target_session_attrs",
  "tcp_user_timeout",
  "uselibpqcompat",
]);

const USED = new Set(
  "host hostaddr port user password dbname options sslmode ssl requiressl sslrootcert sslcert sslkey connect_timeout channel_binding".split(
    " ",
  ),
);

export function targetOf(settings: ReadonlyMap<string, string>): ConnectionTarget | WrongNotation {
  const said = (name: string): string | null => {
    const value = settings.get(name);
    return value === undefined || value === "" ? null : value;
  };
  if (said("service") !== null) {
    return wrong("The connection names a service file, which is not read.", "Write its settings into the URL.");
  }
  const host = said("hostaddr") ?? said("host");
  const port = said("port");
  if (host?.includes(",") === true || port?.includes(",") === true) {
    return wrong("The connection names several hosts.", "Name one; Gatehouse does not choose among servers.");
  }
  if (port !== null && !(/^\d+$/.test(port) && Number(port) > 0 && Number(port) < 65_536)) {
    return wrong("The connection's port is no number between 1 and 65535.", "Write it as host:5432.");
  }
  const mode = sslModeOf(said);
  if (mode === "unknown") {
    return wrong("The connection's sslmode is none that is known.", `Write one of ${SSL_MODES.join(", ")}.`);
  }
  if (said("sslcrl") !== null || said("sslpassword") !== null) {
    return wrong(
      "The connection names a revocation list or a key's passphrase (sslcrl, sslpassword), which are not used.",
      "Leave it out; keep the key file readable for the server's account alone.",
    );
  }
  const seconds = said("connect_timeout");
  return {
    kind: "target",
    host,
    port: port === null ? null : Number(port),
    user: said("user"),
    password: said("password"),
    database: said("dbname"),
    options: said("options"),
    sslMode: mode,
    sslRootCertificate: said("sslrootcert"),
    sslCertificate: said("sslcert"),
    sslKey: said("sslkey"),
    connectSeconds: seconds !== null && /^\d+$/.test(seconds) && Number(seconds) > 0 ? Number(seconds) : null,
    bindsChannel: said("channel_binding") === "require",
    unused: unusedOf(settings),
  };
}

/** `ssl=true` and `sslmode=no-verify` are of other drivers, and mean what `require` does. */
function sslModeOf(said: (name: string) => string | null): SslMode | "unknown" | null {
  const written = said("sslmode");
  if (written === "no-verify") return "require";
  if (written !== null) return SSL_MODES.find((mode) => mode === written) ?? "unknown";
  const other = said("ssl") ?? said("requiressl");
  if (other === null) return null;
  return /^(false|0|no|off)$/i.test(other) ? "disable" : "require";
}

/** What is not known by name is not named: it may be a piece of a password. */
function unusedOf(settings: ReadonlyMap<string, string>): readonly string[] {
  const known = [...settings.keys()].filter((name) => WITHOUT_EFFECT.has(name));
  const strange = [...settings.keys()].some((name) => !WITHOUT_EFFECT.has(name) && !USED.has(name));
  return strange ? [...known, "one that is not known"] : known;
}
