// `gatehouse review`: `make` an access review, and `sign` one off.

import type { Command } from "commander";
import { TIMES, time, whole, withActor, withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { MakeReviewOptions } from "./make-review.ts";
import type { SignReviewOptions } from "./sign-review.ts";

export function addReviewCommands(root: Command): void {
  const review = root
    .command("review")
    .description("Review who may see and change what, against who did; sign it off.");
  withConfig(review.command("make"))
    .description(
      "Make a review: what each identity and role may see and change, what it did, what was never used, what asks for a question.",
    )
    .option("--since <time>", `the period's begin: ${TIMES}; where the last signed review ended if absent`, time)
    .option("--until <time>", "its end; now if absent", time)
    .option("--format <format>", "markdown, html or json", "markdown")
    .addHelpText(
      "after",
      "\nThe schemas are read from the databases. The review goes to standard output, and its digest into the ledger.\nA review that is to be signed off leaves no gap: it begins where the last signed one ended, or with the ledger.\n\nExample:\n  $ gatehouse review make --format html > review.html",
    )
    .action(async (options: MakeReviewOptions) => {
      const { makeReview } = await import("./make-review.ts");
      process.exitCode = await makeReview(options, processIo);
    });
  withActor(review.command("sign"))
    .description("Sign off a review, in a role with `ledger: audit`.")
    .argument("<entry>", "the entry that records the review; the review names it", whole)
    .option("--key <file>", "the SSH key to sign with; one in ~/.ssh or in the agent if absent")
    .option("--print", "print the text to be signed on another machine, and sign nothing")
    .option("--signature <file>", "take a signature that was made elsewhere (text.sig beside text)")
    .option("--text <file>", "the text that was signed, where it does not lie beside the signature")
    .option("--unsigned", "without a signature: recorded as such, and it unlocks nothing")
    .option("--reason <text>", "what there is to say of it; signed with it, and kept in the ledger")
    .option("--yes", "do not ask; where there is no terminal, nothing is done without it")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nA signature counts once, and reaches to the end of the review's period.\n\nExamples:\n  $ gatehouse review sign 4711 --as carol\n  $ gatehouse review sign 4711 --as carol --print > review.txt\n  $ ssh-keygen -Y sign -n review@gatehouse -f ~/.ssh/id_ed25519 review.txt\n  $ gatehouse review sign 4711 --as carol --signature review.txt.sig",
    )
    .action(async (entry: number, options: SignReviewOptions) => {
      const { signReview } = await import("./sign-review.ts");
      process.exitCode = await signReview(entry, options, processIo);
    });
}
