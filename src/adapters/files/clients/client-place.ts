// Where a client's file is on this machine. A place begins with `~` (the home), `%NAME%` or `$NAME` (a variable of the environment).
// One that begins with `$NAME` counts alone where that variable is set: the client itself then looks nowhere else.

import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Client, SystemName } from "./client.ts";

/** The machine as far as places go; injected, so that a test can be another one. */
export interface Machine {
  readonly system: SystemName;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `path.join` of that system. */
  join(...parts: readonly string[]): string;
}

/** The user's file of a client; null where the vendor has none on this system. */
export function userFile(client: Client, machine: Machine): string | null {
  const places = client.user[machine.system];
  const set = places.find((place) => isSet(place, machine));
  if (set !== undefined) return resolvePlace(set, machine);
  const paths = places.filter((place) => !place.startsWith("$")).map((place) => resolvePlace(place, machine));
  return paths.find((path) => existsSync(path)) ?? paths.find((path) => existsSync(dirname(path))) ?? paths[0] ?? null;
}

/** Whether the client seems to be installed: its file is there, or the folder that it makes for it. */
export function isInstalled(file: string, machine: Machine): boolean {
  const folder = dirname(file);
  return existsSync(file) || (folder !== machine.home && existsSync(folder));
}

/** Where what is needed for an undo is kept. */
export function keptFolder(machine: Machine): string {
  const { system, environment, home, join } = machine;
  if (system === "darwin") return join(home, "Library", "Application Support", "Gatehouse", "connected");
  if (system === "win32")
    return join(environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "Gatehouse", "connected");
  return join(environment["XDG_STATE_HOME"] ?? join(home, ".local", "state"), "gatehouse", "connected");
}

function isSet(place: string, { environment }: Machine): boolean {
  const name = /^\$(\w+)/.exec(place)?.[1];
  return name !== undefined && (environment[name] ?? "") !== "";
}

function resolvePlace(place: string, { home, environment, join }: Machine): string {
  const [first = "", ...parts] = place.split("/");
  const name = /^\$(\w+)$|^%(\w+)%$/
    .exec(first)
    ?.slice(1)
    .find((found) => found !== undefined);
  if (name === undefined) return join(home, ...parts);
  return join(environment[name] ?? join(home, "AppData", "Roaming"), ...parts);
}
