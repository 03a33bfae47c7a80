// `gatehouse lock` and `gatehouse unlock`: a command for each thing that can be locked.

import type { Command } from "commander";
import type { LockKind } from "../../../core/model/lock.ts";
import { withActor, withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { LockOptions } from "./set-lock.ts";

const WHAT: readonly (readonly [LockKind, string])[] = [
  ["caller", "an identity, and the agents and services that it answers for"],
  ["role", "everybody in a role"],
  ["database", "a database, for everybody"],
  ["everything", "every database, for everybody"],
];

const ACTIONS = {
  lock: { action: "set", verb: "Lock", about: "Lock a caller, a role, a database or everything, at once." },
  unlock: { action: "lift", verb: "Unlock", about: "Lift a lock." },
} as const;

export function addLockCommands(root: Command): void {
  for (const name of ["lock", "unlock"] as const) {
    const { action, verb, about } = ACTIONS[name];
    const group = root
      .command(name)
      .description(about)
      .addHelpText(
        "after",
        `\nA lock holds for the next step of calls in flight, in every process. Locks are set and lifted in roles with \`locks: true\`.\n\nExample:\n  $ gatehouse ${name} caller claude --reason 'INC-7: looked up by hand' --as dana`,
      );
    for (const [kind, what] of WHAT) {
      const command = group
        .command(kind)
        .description(`${verb} ${what}.`)
        .requiredOption("--reason <text>", "why; kept in the ledger")
        .option("--json", "for scripts");
      if (name === "unlock")
        command.option("--yes", "do not ask; where there is no terminal, nothing is done without it");
      withActor(kind === "everything" ? command : command.argument(`<${kind}>`, "its name")).action(
        async (...given: unknown[]) => {
          const options: LockOptions = command.opts();
          const target = { kind, name: typeof given[0] === "string" ? given[0] : "" };
          const { setLock } = await import("./set-lock.ts");
          process.exitCode = await setLock({ action, target }, options, processIo);
        },
      );
    }
    if (name === "lock") addList(group);
  }
}

function addList(group: Command): void {
  withConfig(group.command("list"))
    .description("List the locks in force, with who set them, when and why.")
    .option("--json", "for scripts")
    .action(async (options: { config: string; json?: true }) => {
      const { listLocks } = await import("./list-locks.ts");
      process.exitCode = await listLocks(options, processIo);
    });
}
