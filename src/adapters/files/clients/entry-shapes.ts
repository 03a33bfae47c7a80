// How a server is written in a client's file, by the shape that its vendor's page shows. No value of a variable is ever written: a client
// is told names, and gatehouse.yaml says what they are for.

import type { Client, EntryShape, VariablePassing } from "./client.ts";
import type { Entry } from "./file-editor.ts";

export interface ServerLaunch {
  /** The key of the entry. */
  readonly name: string;
  /** A program, absolute or found by every system. */
  readonly command: string;
  readonly args: readonly string[];
  /** Names of variables that gatehouse.yaml refers to. */
  readonly variables: readonly string[];
}

export function entryOf({ shape, variables }: Client, launch: ServerLaunch): Entry {
  return SHAPES[shape](launch, variables);
}

const SHAPES: Readonly<Record<EntryShape, (launch: ServerLaunch, passing: VariablePassing) => Entry>> = {
  plain: ({ command, args, variables }, passing) => ({ command, args, ...environment("env", variables, passing) }),
  stdio: ({ command, args, variables }, passing) => ({
    type: "stdio",
    command,
    args,
    ...environment("env", variables, passing),
  }),
  copilot: ({ command, args, variables }, passing) => ({
    type: "local",
    command,
    args,
    ...environment("env", variables, passing),
    tools: ["*"],
  }),
  codex: ({ command, args, variables }, passing) => ({ command, args, ...named(variables, passing) }),
  opencode: ({ command, args, variables }, passing) => ({
    type: "local",
    command: [command, ...args],
    enabled: true,
    ...environment("environment", variables, passing),
  }),
  goose: ({ name, command, args, variables }, passing) => ({
    name,
    type: "stdio",
    cmd: command,
    args,
    enabled: true,
    timeout: 300,
    ...named(variables, passing),
  }),
};

function environment(key: string, names: readonly string[], passing: VariablePassing): Entry {
  if (passing.kind !== "reference" || names.length === 0) return {};
  return { [key]: Object.fromEntries(names.map((name) => [name, passing.form.replace("NAME", name)])) };
}

function named(names: readonly string[], passing: VariablePassing): Entry {
  return passing.kind !== "names" || names.length === 0 ? {} : { [passing.key]: names };
}
