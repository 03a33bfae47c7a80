// The commands that read the ledger: `list`, `tail`, `timeline`, `reindex`, `export` and `report`.

import type { Command } from "commander";
import { TIMES, time, whole, withConfig } from "../command-options.ts";
import { processIo } from "../io.ts";
import type { ExportOptions } from "./export-options.ts";
import { withFilters } from "./filter-options.ts";
import type { ListOptions } from "./list-ledger.ts";
import type { ReportOptions } from "./report-ledger.ts";
import type { TailOptions } from "./tail-ledger.ts";
import type { TimelineOptions } from "./timeline.ts";

export function addReadingCommands(ledger: Command): void {
  withFilters(ledger.command("list"))
    .description("List entries, newest first.")
    .option("--before <index>", "entries before this one: the next page", whole)
    .option("--limit <count>", "entries at most", whole, 50)
    .option("--json", "one canonical entry a line")
    .option("--csv", "comma-separated values, for a spreadsheet")
    .option("--columns <names>", "columns of the CSV, such as index,time,caller; all if absent")
    .addHelpText(
      "after",
      "\nEvery filter that is given must fit.\n\nExamples:\n  $ gatehouse ledger list --decision deny --since 7d\n  $ gatehouse ledger list --column public.customers.email --text 'group by' --csv",
    )
    .action(async (options: ListOptions) => {
      const { listLedger } = await import("./list-ledger.ts");
      process.exitCode = await listLedger(options, processIo);
    });
  withFilters(ledger.command("tail"))
    .description("Show the newest entries, the newest last.")
    .option("--limit <count>", "entries at most", whole, 10)
    .option("--follow", "and those that come, until stopped")
    .option("--json", "one canonical entry a line")
    .addHelpText("after", "\nExample:\n  $ gatehouse ledger tail --follow --decision deny")
    .action(async (options: TailOptions) => {
      const { tailLedger } = await import("./tail-ledger.ts");
      process.exitCode = await tailLedger(options, processIo);
    });
  withConfig(ledger.command("timeline"))
    .description("Follow one session, approval or call from its first entry to its last.")
    .option("--session <id>", "a connection")
    .option("--approval <id>", "an approval, from request to effect, by its id, or the beginning or end of it")
    .option("--correlation <id>", "a call")
    .option("--file <ledger>", "a ledger file elsewhere, such as a backup; it is only read")
    .option("--json", "one canonical entry a line")
    .addHelpText("after", "\nExample:\n  $ gatehouse ledger timeline --session 019ab2c4-5d6e-7f80-9123-456789abcdef")
    .action(async (options: TimelineOptions) => {
      const { timeline } = await import("./timeline.ts");
      process.exitCode = await timeline(options, processIo);
    });
  withConfig(ledger.command("reindex"))
    .description("Make the search index anew, and say whether it had left anything out.")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExits with 1 when the index was wrong.\n\nExample:\n  $ gatehouse ledger reindex")
    .action(async (options: { config: string; json?: true }) => {
      const { reindexLedger } = await import("./reindex-ledger.ts");
      process.exitCode = await reindexLedger(options, processIo);
    });
  withFilters(ledger.command("export"))
    .description(
      "Write the ledger to standard output, in a form that can be read and verified without Gatehouse, or that other programs take.",
    )
    .option(
      "--format <format>",
      "jsonl: each entry as its canonical text; csv; ocsf: OCSF 1.9.0 events; openlineage: run events of calls that touched tables",
      "jsonl",
    )
    .option("--from <index>", "begin with this entry", whole)
    .option("--cursor <file>", "begin where the last export with this cursor ended, and keep it up to date")
    .option("--follow", "go on with entries as they come, until stopped")
    .option("--columns <names>", "columns of the CSV, such as index,time,caller; all if absent")
    .addHelpText(
      "after",
      "\nJSON Lines is documented in docs/ledger-format.md; gatehouse ledger verify --file takes it. It holds every entry; the other formats are views, and take filters. An export is recorded in the ledger.\n\nExamples:\n  $ gatehouse ledger export > ledger.jsonl\n  $ gatehouse ledger export --format ocsf --cursor /var/lib/collector/gatehouse.cursor --follow",
    )
    .action(async (options: ExportOptions) => {
      const { exportLedger } = await import("./export-ledger.ts");
      process.exitCode = await exportLedger(options, processIo);
    });
  withConfig(ledger.command("report"))
    .description(
      "Report a period as evidence: who did what to which classes of data, refusals, approvals, acts, integrity, and controls.",
    )
    .requiredOption("--since <time>", `from then on: ${TIMES}`, time)
    .option("--until <time>", "up to then, and not then itself; now if absent", time)
    .option("--format <format>", "html: one self-contained file that prints well; markdown", "html")
    .option("--against <size:root...>", "a head that was kept elsewhere, to verify the ledger against")
    .option("--file <ledger>", "a ledger file elsewhere, such as a backup; it is only read")
    .addHelpText(
      "after",
      "\nThe report goes to standard output. Making it is recorded in the ledger. Exits with 0 when the ledger is whole or consistent with itself, 1 when it is not.\n\nExample:\n  $ gatehouse ledger report --since 2026-10-01 --until 2026-11-01 > evidence.html",
    )
    .action(async (options: ReportOptions) => {
      const { reportLedger } = await import("./report-ledger.ts");
      process.exitCode = await reportLedger(options, processIo);
    });
}
