// `gatehouse connect CLIENT`: the server into a client's file, merged into what is there, and out of it again. It writes no secret: the entry
// names gatehouse.yaml, and variables by name.

import { resolve } from "node:path";
import { withEntry, withoutEntry } from "../../../adapters/files/clients/change-text.ts";
import type { Client } from "../../../adapters/files/clients/client.ts";
import { type ClientFile, removeFolders, replaceClientFile } from "../../../adapters/files/clients/client-file.ts";
import { keptFolder, type Machine } from "../../../adapters/files/clients/client-place.ts";
import { entryOf, type ServerLaunch } from "../../../adapters/files/clients/entry-shapes.ts";
import type { Entry } from "../../../adapters/files/clients/file-editor.ts";
import { digestOf, findKept, forgetKept, type Kept, keepBefore } from "../../../adapters/files/clients/kept-before.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { diffOf } from "./diff-of-texts.ts";
import { findClient } from "./find-client.ts";
import { editing, type Found, lookAt } from "./look-at.ts";
import { launchOf, type Program } from "./server-launch.ts";

export interface ConnectOptions {
  readonly config: string;
  readonly name: string;
  readonly caller?: string;
  readonly role?: string;
  readonly project?: true;
  readonly file?: string;
  readonly dryRun?: true;
  readonly undo?: true;
  readonly print?: true;
  readonly replace?: true;
  readonly followLinks?: true;
}

interface World {
  readonly io: Io;
  readonly machine: Machine;
  readonly program: Program;
}

export async function connect(id: string, options: ConnectOptions, world: World): Promise<number> {
  const client = findClient(id);
  if (options.print === true) {
    const launch = await launchOf(options, world.program);
    await world.io.exact(blockOf(client, launch));
    return 0;
  }
  const found = await lookAt(client, options, world.machine);
  return options.undo === true ? undo(found, options, world) : add(found, options, world);
}

/** The block alone, for a person to put where it belongs. */
function blockOf(client: Client, launch: ServerLaunch): readonly string[] {
  const text = withEntry("", { client, name: launch.name, entry: entryOf(client, launch) });
  return text.trimEnd().split("\n");
}

async function add(found: Found, options: ConnectOptions, { io, machine, program }: World): Promise<number> {
  const { client, file, entry: old, name } = found;
  const launch = await launchOf(options, program);
  const entry = entryOf(client, launch);
  const text = editing(file.path, () => withEntry(file.text, { client, name, entry }));
  const kept = await findKept(keptFolder(machine), { file: file.path, name });
  if (old !== undefined && kept === null && options.replace !== true && text !== file.text)
    throw new Failure(
      "client-file",
      `${file.path} has a server \`${name}\` that Gatehouse did not put there; give --name for another one, or --replace to put this one in its place.`,
    );
  const changes = diffOf(file.text, text, old !== undefined && kept === null ? "-" : null);
  if (changes.length === 0) {
    io.out(`${client.name} is connected already: ${file.path}`);
    return 0;
  }
  io.out(paint(io, "bold", `${client.name}  ${file.path}`), ...changes.map((line) => colored(io, line)));
  if (options.dryRun === true) {
    io.out("Nothing was written: this is what would be.");
    return 0;
  }
  const copy = await write({ found, entry, text }, { machine, kept });
  io.out(
    paint(io, "green", `${client.name} is connected.`),
    ...(copy === null ? [] : [`Before it the file was: ${copy}`]),
    `To take it back: gatehouse connect ${client.id} --undo${again(options)}`,
    client.next,
    ...variableAdvice(client, launch),
  );
  return 0;
}

/** What it was before is durable before it is changed. Resolves with where the copy is; null where there was no file. */
async function write(
  { found: { client, file, name, entry: old }, text }: { found: Found; entry: Entry; text: string },
  { machine, kept }: { machine: Machine; kept: Kept | null },
): Promise<string | null> {
  const bytes = Buffer.from(text, "utf8");
  const folder = keptFolder(machine);
  const before = beforeOf(file, { client, name, old, kept });
  const record = { client: client.id, name, file: file.path, existed: before !== null, after: digestOf(bytes), before };
  const copy = await keepBefore(folder, { ...record, folders: kept?.folders ?? [] });
  try {
    const folders = await replaceClientFile(file, bytes);
    if (folders.length > 0) await keepBefore(folder, { ...record, folders: [...folders] });
  } catch (error) {
    if (kept === null) await forgetKept(folder, { file: file.path, name });
    else await keepBefore(folder, kept);
    throw error;
  }
  return before === null ? null : copy;
}

/** A change of our own entry is undone to what was before the first; where others have edited since, to what they left without it. */
function beforeOf(
  file: ClientFile,
  { client, name, old, kept }: { client: Client; name: string; old: unknown; kept: Kept | null },
): Buffer | null {
  if (kept === null || old === undefined || file.bytes === null) return file.bytes;
  if (kept.after === digestOf(file.bytes)) return kept.before;
  return Buffer.from(editing(file.path, () => withoutEntry(file.text, { client, name })));
}

async function undo(found: Found, options: ConnectOptions, { io, machine }: World): Promise<number> {
  const { client, file, entry, name } = found;
  const folder = keptFolder(machine);
  const kept = await findKept(folder, { file: file.path, name });
  if (kept === null)
    throw new Failure(
      "usage",
      `Gatehouse has not put a server \`${name}\` into ${file.path}, or it was taken back already.`,
    );
  const isOurs = file.bytes !== null && digestOf(file.bytes) === kept.after;
  const bytes = isOurs
    ? kept.before
    : file.bytes === null || entry === undefined
      ? file.bytes
      : Buffer.from(editing(file.path, () => withoutEntry(file.text, { client, name })));
  const text = bytes === null ? "" : bytes.toString("utf8");
  io.out(
    paint(io, "bold", `${client.name}  ${file.path}`),
    ...diffOf(file.text, text, "+").map((line) => colored(io, line)),
  );
  if (options.dryRun === true) {
    io.out("Nothing was written: this is what would be.");
    return 0;
  }
  if (bytes !== file.bytes) await replaceClientFile(file, bytes);
  if (bytes === null) await removeFolders(kept.folders);
  await forgetKept(folder, { file: file.path, name });
  io.out(
    isOurs
      ? `${client.name} is as it was, to the byte.`
      : `The file has been changed since: \`${name}\` was taken out, and the rest is as it is now.`,
  );
  return 0;
}

/** The options by which the same file and entry are found again. */
function again({ name, project, file }: ConnectOptions): string {
  return [
    ...(name === "gatehouse" ? [] : [` --name ${name}`]),
    ...(project === true ? [" --project"] : []),
    ...(file === undefined ? [] : [` --file ${resolve(file)}`]),
  ].join("");
}

function variableAdvice({ name, variables }: Client, launch: ServerLaunch): readonly string[] {
  if (launch.variables.length === 0) return [];
  const names = launch.variables.join(", ");
  switch (variables.kind) {
    case "reference":
    case "names":
    case "inherited":
      return [`gatehouse.yaml refers to ${names}: set it where ${name} is started. Its value is in none of the files.`];
    case "withheld":
      return [
        `gatehouse.yaml refers to ${names}, and ${name} hands a server none of your variables: write the URL without a password there, and keep that in ~/.pgpass.`,
      ];
  }
}

function colored(io: Io, line: string): string {
  const style = line.startsWith("+") ? "green" : line.startsWith("-") ? "red" : "dim";
  return `  ${paint(io, style, line)}`;
}
