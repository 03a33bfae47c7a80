// `gatehouse ledger report`: a period of the ledger as evidence, as HTML or Markdown. Verified first, and recorded before it leaves.

import { systemClock } from "../../../adapters/system/system-clock.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import { EvidenceCollector } from "../../../core/ledger/report/evidence.ts";
import { makeReport } from "../../../core/ledger/report/evidence-report.ts";
import { readFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { describeVerdict } from "../../../core/ledger/verify/describe-verdict.ts";
import { Failure } from "../../../core/model/failure.ts";
import { renderHtml } from "../../../core/report/render-html.ts";
import { renderMarkdown } from "../../../core/report/render-markdown.ts";
import type { ReportDocument } from "../../../core/report/report-document.ts";
import { readAnchors, readTrust } from "../../wiring/checkpoints/read-trust.ts";
import { trustProject } from "../../wiring/checkpoints/trust-project.ts";
import { recordAct } from "../../wiring/terminal/record-act.ts";
import { VERSION } from "../../wiring/version.ts";
import type { Io } from "../terminal/io.ts";
import { openSearch } from "./find-entries.ts";
import { ledgerAt } from "./ledger-at.ts";

export interface ReportOptions {
  readonly config: string;
  readonly file?: string;
  readonly since: string;
  readonly until?: string;
  readonly format: string;
  readonly against?: readonly string[];
}

const REPORT_FORMATS: Readonly<Record<string, (document: ReportDocument) => string>> = {
  html: renderHtml,
  markdown: renderMarkdown,
};

export async function reportLedger(options: ReportOptions, io: Io): Promise<number> {
  const render = REPORT_FORMATS[options.format];
  if (render === undefined) {
    throw new Failure(
      "usage",
      `There is no format ${options.format}; choose one of ${Object.keys(REPORT_FORMATS).join(", ")}.`,
    );
  }
  const made = formatTime(systemClock.now());
  const filter = readFilter({ since: options.since, until: options.until ?? made });
  const { stored, project } = await ledgerAt(options);
  const trust = project === null ? readTrust([]) : trustProject({ stateFolder: project.stateFolder });
  const claims = (options.against ?? []).flatMap((anchor) => readAnchors(anchor, trust));
  await (await stored.read()).close(); // whether it can be read at all, before anything is written
  const verdict = await stored.verify({ claims, trust });
  const [since, until] = [filter.since ?? "", filter.until ?? ""];
  const detail = { format: options.format, from: since, to: until, verdict: verdict.kind };
  const recorded = project === null ? null : (await recordAct(project, { kind: "ledger.report", detail })).index;
  const search = await openSearch(options, io);
  try {
    const collector = new EvidenceCollector();
    for await (const { record } of search.find(filter, { descending: false, cursor: null })) collector.push(record);
    const integrity = { verdict: verdict.kind, message: describeVerdict(verdict), anchors: options.against ?? [] };
    const openings = (await search.reader.breakGlass()).filter(({ time }) => time >= since && time < until);
    const { origin } = search.reader;
    const about = { origin, from: since, to: until, made, version: VERSION, integrity, recorded, openings };
    await io.exact(render(makeReport(collector.evidence, about)).trimEnd().split("\n"));
    return verdict.kind === "altered" || verdict.kind === "forked" ? 1 : 0;
  } finally {
    await search.close();
  }
}
