// `gatehouse completion SHELL`: a script that completes commands and options, made from the commands themselves.

import { Argument, type Command } from "commander";
import { processIo } from "../terminal/io.ts";
import { SHELLS, type Shell } from "./shells.ts";

export function addCompletionCommand(root: Command): void {
  root
    .command("completion")
    .description("Print a script by which a shell completes commands and options.")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .addHelpText(
      "after",
      [
        "",
        "Example:",
        "  $ gatehouse completion bash >> ~/.bash_completion",
        '  $ gatehouse completion zsh > "${fpath[1]}/_gatehouse"',
        "  $ gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish",
      ].join("\n"),
    )
    .action(async (shell: Shell) => {
      const { completionFor } = await import("./completion-for.ts");
      await processIo.exact(completionFor(shell, root));
    });
}
