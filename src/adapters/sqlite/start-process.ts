// Starts a process that holds a connection to one SQLite file. The programs are compiled beside this file, or, when this file runs from its
// source, in dist. A process gets no environment but the path, and ends when the server does.

import { type ChildProcess, fork, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

type Program = "sqlite-reader-process" | "sqlite-writer-process";

/** Written out, so that the bundler can tell that they are all there (scripts/bundle.mjs). */
const COMPILED: Readonly<Record<Program, (here: string) => URL>> = {
  "sqlite-reader-process": (here) => new URL("./sqlite-reader-process.js", here),
  "sqlite-writer-process": (here) => new URL("./sqlite-writer-process.js", here),
};

/** It is asked by messages. */
export function startWriter(file: string): ChildProcess {
  const child = fork(placeOf("sqlite-writer-process"), [file, String(process.pid)], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [],
    env: environment(),
  });
  child.on("error", () => undefined); // a process that cannot start also exits
  return child;
}

/** It is asked over its standard input, and answers over its standard output. */
export function startReader(file: string): ChildProcess {
  const child = spawn(process.execPath, [placeOf("sqlite-reader-process"), file, String(process.pid)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: environment(),
    windowsHide: true,
  });
  child.on("error", () => undefined);
  return child;
}

function placeOf(program: Program): string {
  const here = import.meta.url;
  const compiled = here.endsWith(".ts")
    ? new URL(`../../../dist/adapters/sqlite/${program}.js`, here)
    : COMPILED[program](here);
  return fileURLToPath(compiled);
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] ?? "" };
}
