// `gatehouse policy`: what a change of the policies comes to.

import type { Command } from "commander";
import { time, withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { DiffOptions } from "./diff-policies.ts";

export function addPolicyCommands(root: Command): void {
  const policy = root.command("policy").description("Say what a change of the policies comes to.");
  withConfig(policy.command("diff"))
    .description(
      "Say what a change of the policies changes, and for whom: over the live schema, and over calls of the ledger.",
    )
    .argument("<old>", "a policy folder")
    .argument("[new]", "another; the project's own if absent")
    .option("--ledger <since>", "also over the statements of the ledger since then, such as 7d", time)
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      [
        "",
        "Statements of the ledger are planned again as they are kept there, without their literals, and writes weighed by the rows that they",
        "changed; nothing is run and nothing unsealed.",
        "Exits with 0 when nothing changes for anybody, 1 when something does, 2 when it could not be compared.",
        "",
        "Example:",
        "  $ git worktree add ../before main",
        "  $ gatehouse policy diff ../before/policies --ledger 7d",
      ].join("\n"),
    )
    .action(async (old: string, now: string | undefined, options: DiffOptions) => {
      const { diffPolicies } = await import("./diff-policies.ts");
      process.exitCode = await diffPolicies({ old, now }, options, processIo);
    });
}
