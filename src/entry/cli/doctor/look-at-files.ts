// Who else can read or change the files that everything rests on. Only their modes are looked at, and how long keys are; nothing is opened.

import { readdirSync, type Stats, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Project } from "../../wiring/project.ts";
import { type Finding, unknown, well, wrong } from "./finding.ts";

const [OTHERS_WRITE, ANYBODY_ELSE] = [0o022, 0o077];
const SHORTEST_KEY = 32;

export function lookAtFiles(project: Project): readonly Finding[] {
  if (process.platform === "win32") return [unknown("files", "Modes of files say nothing on this system.")];
  const { configFile, policyFolder, stateFolder, config, folder } = project;
  const name = (path: string) => relative(folder, path) || ".";
  const changed = [configFile, policyFolder, ...below(policyFolder)].filter((path) => has(path, OTHERS_WRITE));
  const { tls } = config.transport.http ?? {};
  const secret = [
    stateFolder,
    ...below(stateFolder).filter((path) => !path.endsWith("-search.db")),
    ...(tls === undefined ? [] : [resolve(folder, tls.key)]),
  ];
  const inside = statOrNull(stateFolder);
  const closed = inside !== null && (inside.mode & ANYBODY_ELSE) === 0;
  // what stands in a folder that nobody else enters is nobody else's
  const read = secret.filter((path) => has(path, ANYBODY_ELSE) && !(closed && path.startsWith(`${stateFolder}/`)));
  const findings = [
    ...changed.map((path) =>
      wrong("files", `Others can change ${name(path)}, and with it who may do what; run chmod go-w on it.`),
    ),
    ...read.map((path) => wrong("files", `Others can read ${name(path)} past Gatehouse; run chmod go= on it.`)),
  ];
  return findings.length > 0 ? findings : [well("files", "Nobody else can read the state or change the policies.")];
}

export function lookAtKeys({ stateFolder }: Project): readonly Finding[] {
  const keys = below(join(stateFolder, "keys")).filter((path) =>
    /\.key$|^[^.]+$/.test(path.slice(path.lastIndexOf("/") + 1)),
  );
  if (keys.length === 0) return [well("keys", "There are no keys yet; the first server makes them.")];
  const short = keys.filter((path) => (statOrNull(path)?.size ?? 0) < SHORTEST_KEY);
  return short.length === 0
    ? [well("keys", `${keys.length} keys are there.`)]
    : short.map((path) => wrong("keys", `The key ${relative(stateFolder, path)} is damaged; restore it from a copy.`));
}

/** Files and folders, to any depth that policies and keys have. */
function below(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  } catch {
    return [];
  }
}

function has(path: string, bits: number): boolean {
  const found = statOrNull(path);
  return found !== null && !found.isSocket() && (found.mode & bits & (found.isDirectory() ? 0o777 : 0o666)) !== 0;
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
