// From gatehouse.yaml to the configuration in force. Secrets come from the environment by reference, never from the file.

import type { PolicyProblem } from "./policy-problem.ts";
import { type DocumentPath, readDocument, type SourceFile } from "./read-document.ts";
import { type ConfigFile, configSchema } from "./schema/config-schema.ts";

export interface LoadedConfig {
  readonly kind: "loaded";
  readonly config: ConfigFile;
}

export interface ConfigProblems {
  readonly kind: "problems";
  readonly problems: readonly PolicyProblem[];
}

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

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
  const resolve = (path: DocumentPath, written: string) =>
    written.replace(REFERENCE, (_, name: string) => {
      const found = environment[name];
      if (found === undefined || found === "") {
        complain(path, `The environment variable ${name} is not set.`, `Set ${name} where the server is started.`);
      }
      return found ?? "";
    });
  const databases: ConfigFile["databases"] = {};
  for (const [name, database] of Object.entries(value.databases)) {
    if (database.engine === "sqlite") {
      databases[name] = { ...database, file: resolve(["databases", name, "file"], database.file) };
      continue;
    }
    const path = ["databases", name, "url"];
    if (holdsPassword(database.url)) {
      complain(path, "The url holds a password.", "Put it into the environment and write ${NAME} in its place.");
    }
    databases[name] = { ...database, url: resolve(path, database.url) };
  }
  const collectors = value.ledger.checkpoints.collectors.map((collector, place) => ({
    ...collector,
    headers: Object.fromEntries(
      Object.entries(collector.headers).map(([name, written]) => [
        name,
        resolve(["ledger", "checkpoints", "collectors", place, "headers", name], written),
      ]),
    ),
  }));
  const checkpoints = { ...value.ledger.checkpoints, collectors };
  if (Object.keys(databases).length === 0) {
    complain(["databases"], "No database is configured.", "Add one under databases; gatehouse init writes an example.");
  }
  return problems.length > 0
    ? { kind: "problems", problems }
    : { kind: "loaded", config: { ...value, databases, ledger: { ...value.ledger, checkpoints } } };
}

/** True when the part between the user and the host is anything but a reference. */
function holdsPassword(url: string): boolean {
  const password = /^[a-z]+:\/\/[^@/]*?:([^@]*)@/i.exec(url)?.[1] ?? /[?&]password=([^&]*)/i.exec(url)?.[1];
  return password !== undefined && password !== "" && password.replace(REFERENCE, "") !== "";
}
