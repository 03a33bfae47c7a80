// The options by which entries are chosen, the same for every command that reads the ledger.

import type { Command } from "commander";
import type { WrittenFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { TIMES, time, withConfig } from "../command-options.ts";

export interface FilterOptions extends WrittenFilter {
  readonly config: string;
  readonly file?: string;
}

export function withFilters(command: Command): Command {
  return withConfig(command)
    .option("--caller <identity>", "by who called")
    .option("--role <role>", "by the role it had")
    .option("--client <name>", "by MCP client, as announced")
    .option("--model <name>", "by model, as announced")
    .option("--session <id>", "by connection")
    .option("--tool <name>", "by tool, such as query")
    .option("--kind <kind>", "by kind of entry, such as call or policy.loaded")
    .option("--database <name>", "by database")
    .option("--table <name>", "by a relation that was touched: film or public.film")
    .option("--column <name>", "by a column that was touched: film.title or public.film.title")
    .option("--class <class>", "by a data class that was touched")
    .option("--decision <effect>", "allow, ask or deny")
    .option("--rule <rule>", "by the rule that decided, such as 'role analyst'")
    .option("--code <code>", "by refusal code")
    .option("--approval <id>", "by the approval that it belongs to")
    .option("--correlation <id>", "by call")
    .option("--text <words>", "by words that the normalised statement holds, as they stand there")
    .option("--since <time>", `from then on: ${TIMES}`, time)
    .option("--until <time>", "up to then, and not then itself", time)
    .option("--file <ledger>", "a ledger file elsewhere, such as a backup; it is only read");
}
