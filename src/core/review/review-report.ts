// An access review as a report: what each role shows to whom, what was used, and what asks for a question.

import type { ReportDocument, ReportSection } from "../report/report-document.ts";
import type { AccessReview, TableGrant } from "./access-review.ts";
import { describeBreakGlass } from "./break-glass-section.ts";

export interface ReviewAbout {
  readonly digest: string;
  readonly made: string;
  readonly version: string;
  /** Entry that records it. */
  readonly recorded: number;
}

export function makeReviewReport(review: AccessReview, about: ReviewAbout): ReportDocument {
  return {
    title: "Access review",
    facts: [
      ["Period", `${review.from} up to ${review.to}`],
      ["Policies", review.policy],
      ["Review", `sha256:${about.digest}, recorded as #${about.recorded}`],
      ["Made", `${about.made} by Gatehouse ${about.version}`],
      ["Sign-off", `gatehouse review sign ${about.recorded} --as <auditor>`],
    ],
    sections: [
      describeIdentities(review),
      describeGrants(review),
      describeUnused(review),
      describeQuestions(review),
      describeExclusions(review),
      describeBreakGlass(review.openings, { now: about.made, uses: null }),
    ],
  };
}

function describeIdentities({ identities }: AccessReview): ReportSection {
  return {
    title: "Identities and roles",
    text: [],
    tables: [
      {
        head: ["identity", "kind", "answered for by", "role", "also", "calls", "denied", "last call"],
        rows: identities.map(({ identity, kind, owner, role, also, calls, denied, last }) => [
          identity,
          kind,
          owner || "-",
          role,
          also || "-",
          String(calls),
          String(denied),
          last || "never in this period",
        ]),
        empty: "The policies name nobody.",
      },
    ],
  };
}

/** Identities that get the same of a table in the same role share a line. */
function describeGrants({ grants }: AccessReview): ReportSection {
  const lines = new Map<string, { grant: TableGrant; who: string[] }>();
  for (const grant of grants) {
    const { role, database, relation, columns, someRows, changes } = grant;
    const key = JSON.stringify([role, database, relation, columns, someRows, changes]);
    const line = lines.get(key) ?? { grant, who: [] };
    line.who.push(grant.identity);
    lines.set(key, line);
  }
  return {
    title: "What they may see and change",
    text: [
      "Columns by what the role gets of them; the class of a column stands behind it. A column that is not named does not exist for the role.",
    ],
    tables: [
      {
        head: ["role", "identities", "table", "columns", "rows", "may ask to change"],
        rows: [...lines.values()].map(({ grant, who }) => [
          grant.role,
          who.join(", "),
          `${grant.database} ${grant.relation}`,
          Object.entries(grant.columns)
            .map(([treatment, columns]) => `${treatment}: ${columns.join(", ")}`)
            .join("; ") || "none",
          grant.someRows ? "some" : "all",
          grant.changes || "-",
        ]),
        empty: "No role sees any table.",
      },
    ],
  };
}

function describeUnused({ grants, identities }: AccessReview): ReportSection {
  const unused = grants.filter(({ reads, writes }) => reads === 0 && writes === 0);
  const writable = grants.filter(({ changes, writes, reads }) => changes !== "" && writes === 0 && reads > 0);
  return {
    title: "Grants that were not used",
    text: [
      `Roles that were not taken: ${
        identities
          .filter(({ calls }) => calls === 0)
          .map(({ identity, role }) => `${identity} as ${role}`)
          .join(", ") || "none"
      }.`,
    ],
    tables: [
      {
        head: ["identity", "role", "table", "not used"],
        rows: [
          ...unused.map(({ identity, role, database, relation }) => [
            identity,
            role,
            `${database} ${relation}`,
            "at all",
          ]),
          ...writable.map(({ identity, role, database, relation, changes }) => [
            identity,
            role,
            `${database} ${relation}`,
            `leave to ${changes}`,
          ]),
        ],
        empty: "Every grant was used.",
      },
    ],
  };
}

function describeQuestions({ newlyReached, withdrawn }: AccessReview): ReportSection {
  return {
    title: "Outside the pattern",
    text: [
      "Tables that an identity reached in this period and not in the one before it, and calls in roles that the policies do not give.",
    ],
    tables: [
      {
        head: ["identity", "role", "table"],
        rows: newlyReached.map(({ identity, role, table }) => [identity, role, table]),
        empty: "Nobody reached a table that they had not reached before.",
      },
      {
        head: ["identity", "role", "calls"],
        rows: withdrawn.map(({ identity, role, calls }) => [identity, role, String(calls)]),
        empty: "Nobody called in a role that the policies do not give them.",
      },
    ],
  };
}

function describeExclusions({ exclusions }: AccessReview): ReportSection {
  return {
    title: "Exclusions",
    text: [
      "No identity holds both sides: such a policy does not load. A person and the agents and services that they answer for are looked at together here.",
    ],
    tables: [
      {
        head: ["roles that exclude each other", "held between a person and their agents"],
        rows: exclusions.map(({ roles, breach }) => [roles, breach || "by nobody"]),
        empty: "The policies declare none.",
      },
    ],
  };
}
