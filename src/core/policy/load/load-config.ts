// From gatehouse.yaml to the configuration in force. Secrets come from the environment by reference, never from the file.

import { expandConnection, holdsPassword, REFERENCE } from "../../connection/expand-connection.ts";
import { readConnection } from "../../connection/read-connection.ts";
import { type ConfigFile, configSchema } from "../schema/config-schema.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import { type DocumentPath, readDocument, type SourceFile } from "./read-document.ts";
import { isShared } from "./state-setting.ts";

export interface LoadedConfig {
  readonly kind: "loaded";
  readonly config: ConfigFile;
}

export interface ConfigProblems {
  readonly kind: "problems";
  readonly problems: readonly PolicyProblem[];
}

const OWN_MACHINE = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/]|$)/;

/** `environment` is what `${NAME}` refers to. Paths stay as written, relative to the file. */
export function loadConfig(
  file: SourceFile,
  environment: Readonly<Record<string, string | undefined>>,
): LoadedConfig | ConfigProblems {
  const document = readDocument(file, configSchema);
  if (document.value === null) return { kind: "problems", problems: document.problems };
  const problems: PolicyProblem[] = [];
  const complain = (path: DocumentPath, message: string, remedy: string) =>
    problems.push(document.problemAt(path, { message, remedy }));
  const { value } = document;
  const look = (path: DocumentPath, name: string): string => {
    const found = environment[name];
    if (found === undefined || found === "") {
      const state = found === undefined ? "not set" : "empty";
      complain(path, `The environment variable ${name} is ${state}.`, `Set ${name} where the server is started.`);
    }
    return found ?? "";
  };
  const resolve = (path: DocumentPath, written: string) =>
    written.replace(REFERENCE, (_, name: string) => look(path, name));
  const resolveUrl = (path: DocumentPath, written: string): string => {
    if (holdsPassword(written)) {
      complain(path, "The url holds a password.", "Put it into the environment and write ${NAME} in its place.");
    }
    const before = problems.length;
    const url = expandConnection(written, (reference) => look(path, reference));
    const read = readConnection(url);
    if (read.kind === "wrong" && problems.length === before) complain(path, read.message, read.remedy);
    return url;
  };
  const databases: ConfigFile["databases"] = {};
  for (const [name, database] of Object.entries(value.databases)) {
    if (database.engine === "sqlite") {
      databases[name] = { ...database, file: resolve(["databases", name, "file"], database.file) };
      continue;
    }
    databases[name] = { ...database, url: resolveUrl(["databases", name, "url"], database.url) };
  }
  const state = isShared(value.state) ? resolveUrl(["state"], value.state) : resolve(["state"], value.state);
  const collectors = value.ledger.checkpoints.collectors.map((collector, place) => ({
    ...collector,
    headers: Object.fromEntries(
      Object.entries(collector.headers).map(([name, written]) => [
        name,
        resolve(["ledger", "checkpoints", "collectors", place, "headers", name], written),
      ]),
    ),
  }));
  (value.transport.http?.issuers ?? []).forEach((issuer, place, all) => {
    const path = ["transport", "http", "issuers", place];
    if (all.findIndex(({ issuer: other }) => other === issuer.issuer) !== place) {
      complain(path, "The issuer is there twice.", "Put what is said of it into one, with several audiences.");
    }
    for (const url of [issuer.issuer, ...(issuer.jwks === undefined ? [] : [issuer.jwks])]) {
      if (url.startsWith("https://") || OWN_MACHINE.test(url)) continue;
      complain(path, "Keys would be fetched unencrypted.", "Write an https URL; http is for 127.0.0.1 and localhost.");
    }
  });
  const checkpoints = { ...value.ledger.checkpoints, collectors };
  if (Object.keys(databases).length === 0) {
    complain(["databases"], "No database is configured.", "Add one under databases; gatehouse init writes an example.");
  }
  return problems.length > 0
    ? { kind: "problems", problems }
    : { kind: "loaded", config: { ...value, databases, state, ledger: { ...value.ledger, checkpoints } } };
}
