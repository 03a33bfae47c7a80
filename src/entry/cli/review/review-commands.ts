// `gatehouse review`: `make` an access review, and `sign` one off.

import type { Command } from "commander";
import { whole, withActor, withConfig } from "../command-options.ts";
import { processIo } from "../io.ts";
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
    .option("--from <time>", "the period's begin, in UTC; 90 days before its end if absent")
    .option("--to <time>", "its end; now if absent")
    .option("--format <format>", "markdown, html or json", "markdown")
    .addHelpText(
      "after",
      "\nThe schemas are read from the databases. The review goes to standard output, and its digest into the ledger.\n\nExample:\n  $ gatehouse review make --from 2026-08-01 --format html > review.html",
    )
    .action(async (options: MakeReviewOptions) => {
      const { makeReview } = await import("./make-review.ts");
      process.exitCode = await makeReview(options, processIo);
    });
  withActor(review.command("sign"))
    .description("Sign off a review, in a role with `ledger: audit`.")
    .argument("<entry>", "the entry that records the review; the review names it", whole)
    .option("--print", "show the text to be signed, and sign nothing")
    .option("--signature <file>", "what ssh-keygen -Y sign made of that text")
    .option("--unsigned", "without a signature: recorded as such, and worth little")
    .option("--reason <text>", "what there is to say of it; kept in the ledger")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExample:\n  $ gatehouse review sign 4711 --as carol --print > review.txt\n  $ ssh-keygen -Y sign -n review@gatehouse -f ~/.ssh/id_ed25519 review.txt\n  $ gatehouse review sign 4711 --as carol --signature review.txt.sig",
    )
    .action(async (entry: number, options: SignReviewOptions) => {
      const { signReview } = await import("./sign-review.ts");
      process.exitCode = await signReview(entry, options, processIo);
    });
}
