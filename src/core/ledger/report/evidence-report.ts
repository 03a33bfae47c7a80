// The evidence of a period as a report for auditors: what happened, whether the ledger is whole, and what that proves for which control.

import type { ReportDocument, ReportSection } from "../../report/report-document.ts";
import type { BreakGlass } from "../../review/break-glass.ts";
import { describeBreakGlass } from "../../review/break-glass-section.ts";
import { CONTROL_MAP } from "./control-map.ts";
import { type ApprovalTrail, breaksSeparation, type Counted, type Evidence } from "./evidence.ts";

export interface ReportAbout {
  readonly origin: string;
  readonly from: string;
  readonly to: string;
  /** RFC 3339. */
  readonly made: string;
  readonly version: string;
  /** What verification came to, in words; the heads that it was held against. */
  readonly integrity: { readonly verdict: string; readonly message: string; readonly anchors: readonly string[] };
  /** Entry that records the making of this report; null when the ledger was a file elsewhere. */
  readonly recorded: number | null;
  /** What was opened in an emergency in the period, as it stands when the report is made. */
  readonly openings: readonly BreakGlass[];
}

export function makeReport(evidence: Evidence, about: ReportAbout): ReportDocument {
  const { first, last } = evidence;
  return {
    title: "Evidence from the Gatehouse ledger",
    facts: [
      ["Period", `${about.from} up to ${about.to}`],
      ["Ledger", about.origin],
      [
        "Entries",
        first === null || last === null
          ? "none in this period"
          : `${evidence.entries}, from #${first.index} to #${last.index}`,
      ],
      ["Integrity", `${about.integrity.verdict}: ${about.integrity.message}`],
      [
        "Made",
        `${about.made} by Gatehouse ${about.version}${about.recorded === null ? "" : `; recorded as #${about.recorded}`}`,
      ],
    ],
    sections: [
      describeIntegrity(about),
      describeCallers(evidence),
      describeClasses(evidence),
      describeRefusals(evidence),
      describeApprovals(evidence),
      describeBreakGlass(about.openings, { now: about.made, uses: evidence.openingUses }),
      describeActs(evidence),
      describeKinds(evidence),
      describeControls(),
    ],
  };
}

function describeIntegrity({ integrity }: ReportAbout): ReportSection {
  return {
    title: "Integrity",
    text: [
      `Verification of the whole ledger came to: ${integrity.verdict}. ${integrity.message}`,
      integrity.anchors.length === 0
        ? "No head that was kept elsewhere was given. A ledger that is consistent only with itself could have been rewritten as a whole by whoever owns its file."
        : "It was held against these heads, which were kept elsewhere:",
    ],
    tables:
      integrity.anchors.length === 0
        ? []
        : [{ head: ["head (entries:root)"], rows: integrity.anchors.map((anchor) => [anchor]), empty: "" }],
  };
}

function describeCallers({ callers }: Evidence): ReportSection {
  const rows = [...callers.values()]
    .sort((a, b) => b.calls - a.calls)
    .map(({ caller, role, owner, clients, calls, denied, asked, rows: released, bytes }) => [
      caller,
      role,
      owner ?? "-",
      [...clients].join(", ") || "-",
      ...[calls, denied, asked, released, bytes].map(String),
    ]);
  return {
    title: "Who did what",
    text: ["Callers as they were authenticated; clients as they announced themselves."],
    tables: [
      {
        head: ["caller", "role", "answered for by", "clients", "calls", "denied", "asked", "rows released", "bytes"],
        rows,
        empty: "Nobody called in this period.",
      },
    ],
  };
}

function describeClasses({ classes }: Evidence): ReportSection {
  const rows = [...classes.values()]
    .sort((a, b) => (a.class === b.class ? b.touched.count - a.touched.count : a.class < b.class ? -1 : 1))
    .map((seen) => [
      seen.class,
      seen.caller,
      [...seen.treatments].sort().join(", "),
      [...seen.tables].sort().join(", "),
      String(seen.touched.count),
      String(seen.rows),
      samplesOf(seen.touched),
    ]);
  return {
    title: "Classes of data",
    text: [
      "Calls that were answered and touched a classified column. Masks are those of the tables that hold the class, rows those of the whole answer.",
    ],
    tables: [
      {
        head: ["class", "caller", "masks", "tables", "calls", "rows", "entries"],
        rows,
        empty: "No classified data was touched in this period.",
      },
    ],
  };
}

function describeRefusals({ refusals }: Evidence): ReportSection {
  const rows = [...refusals.values()]
    .sort((a, b) => b.count - a.count)
    .map((refusal) => [refusal.code, refusal.rule, String(refusal.count), samplesOf(refusal)]);
  return {
    title: "Refusals and rules",
    text: [],
    tables: [{ head: ["code", "rule", "refusals", "entries"], rows, empty: "Nothing was refused in this period." }],
  };
}

function describeApprovals({ approvals }: Evidence): ReportSection {
  const trails = [...approvals.values()];
  const broken = trails.filter(breaksSeparation);
  const undecided = trails.filter(isUndecidedWrite);
  return {
    title: "Approvals",
    text: [
      `Requests with a step in this period: ${trails.length}. Decided by whoever asked, or by the person who answers for them: ${broken.length}${listIds(broken)}. Executed with a decision wanted and none in this period: ${undecided.length}${listIds(undecided)}.`,
      "Assurance of a decision: 0 unsigned, 1 a key in software, 2 a key on another machine, 3 a hardware key that was touched.",
    ],
    tables: [
      {
        head: [
          "request",
          "database",
          "asked by",
          "answered for by",
          "rule",
          "decided by",
          "state",
          "rows changed",
          "entries",
        ],
        rows: trails.map((trail) => [
          trail.id,
          trail.database ?? "-",
          trail.requester ?? "before this period",
          trail.owner ?? "-",
          trail.rule ?? "-",
          trail.decisions
            .map(({ approver, decision, assurance }) => `${approver}: ${decision} (assurance ${assurance})`)
            .join("; ") || "nobody",
          trail.state,
          trail.changed === null ? "-" : String(trail.changed),
          samplesOf(trail.entries),
        ]),
        empty: "No approval had a step in this period.",
      },
    ],
  };
}

/** Asked for in this period, carried out, and nobody decided: what needed nobody has no rule but `policy`. */
function isUndecidedWrite({ state, requester, rule, decisions }: ApprovalTrail): boolean {
  return state === "executed" && requester !== null && rule !== null && rule !== "policy" && decisions.length === 0;
}

function listIds(trails: readonly ApprovalTrail[]): string {
  return trails.length === 0 ? "" : ` (${trails.map(({ id }) => id).join(", ")})`;
}

function describeActs({ acts, actsLeftOut }: Evidence): ReportSection {
  return {
    title: "Administrative acts",
    text: actsLeftOut === 0 ? [] : [`The first ${acts.length} are listed; ${actsLeftOut} more are in the ledger.`],
    tables: [
      {
        head: ["entry", "time", "act", "by", "what"],
        rows: acts.map(({ index, time, kind, who, what }) => [`#${index}`, time, kind, who, what]),
        empty: "There was none in this period.",
      },
    ],
  };
}

function describeKinds({ kinds, policies }: Evidence): ReportSection {
  return {
    title: "Entries by kind",
    text: [`Policies in force by their digests: ${[...policies].join(", ") || "none"}.`],
    tables: [
      {
        head: ["kind", "entries"],
        rows: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => [kind, String(count)]),
        empty: "There is no entry in this period.",
      },
    ],
  };
}

function describeControls(): ReportSection {
  return {
    title: "Controls",
    text: [
      "Which fields of entries show what for which controls, and what Gatehouse cannot prove. Whether that satisfies a control is the auditor's judgement.",
    ],
    tables: [
      {
        head: ["controls", "what is shown", "fields", "where", "what Gatehouse cannot prove"],
        rows: CONTROL_MAP.map(({ controls, shows, fields, section, cannot }) => [
          controls,
          shows,
          fields,
          section,
          cannot,
        ]),
        empty: "",
      },
    ],
  };
}

function samplesOf({ count, samples }: Counted): string {
  return `${samples.map((index) => `#${index}`).join(" ")}${count > samples.length ? " …" : ""}`;
}
