// Starts a process that holds a connection to one SQLite file. The programs are compiled beside this file, or, when this file runs from its
// source, in dist. A process gets no environment but the path, and ends when the server does. One that cannot be started is a Failure at once:
// where the server may open no more files, nobody is told later, and there is nothing to ask or to wait for.

import { type ChildProcess, fork, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { Failure } from "../../core/model/failure.ts";

type Program = "sqlite-reader-process" | "sqlite-sampler-process" | "sqlite-writer-process";

/** Written out, so that the bundler can tell that they are all there (scripts/bundle.mjs). */
const COMPILED: Readonly<Record<Program, (here: string) => URL>> = {
  "sqlite-reader-process": (here) => new URL("./sqlite-reader-process.js", here),
  "sqlite-sampler-process": (here) => new URL("./sqlite-sampler-process.js", here),
  "sqlite-writer-process": (here) => new URL("./sqlite-writer-process.js", here),
};

/** It is asked by messages, as the sampler is. */
export function startWriter(file: string): ChildProcess {
  return startAsked("sqlite-writer-process", file);
}

export function startSampler(file: string): ChildProcess {
  return startAsked("sqlite-sampler-process", file);
}

function startAsked(program: Program, file: string): ChildProcess {
  const child = fork(placeOf(program), [file, String(process.pid)], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [],
    env: environment(),
  });
  return started(child);
}

/** It is asked, and answers, over a channel of its own. */
export function startReader(file: string): { readonly child: ChildProcess; readonly channel: Duplex } {
  const child = spawn(process.execPath, [placeOf("sqlite-reader-process"), file, String(process.pid)], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    env: environment(),
    windowsHide: true,
  });
  const channel = started(child).stdio[3];
  if (!(channel instanceof Duplex)) throw new Error("a process was started without the channel that was asked for");
  return { child, channel };
}

function started(child: ChildProcess): ChildProcess {
  child.on("error", () => undefined);
  if (child.pid !== undefined) return child;
  throw new Failure(
    "database-unavailable",
    "The system would start no process for the SQLite file; call again. If it goes on, allow the server more open files and processes (ulimit -n, ulimit -u).",
  );
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
