// Texts of what opens more for a time whose removal is noticed: access that people granted, roles, break-glass.

import type { CutDefence } from "./cut-defence.ts";

const GRANT = "core/approvals/access-grant.ts";
const IN_FORCE = "gate/access/access-in-force.ts";
const ACCESS = "test/access/access.test.ts";
const GLASS = "test/access/break-glass.test.ts";
const COUNT = "const tally = countQuorum(decisions, { filed, approverKeys: scope.approverKeys });";
const UNCOUNTED = `const tally = { verdict: "approved", approvals: [{ text: { at: request.createdAt } }] };`;

export const ACCESS_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-ACCESS-APPROVED",
    name: "the count of the signatures with each statement",
    cuts: [[GRANT, COUNT, UNCOUNTED]],
    test: ACCESS,
    titled: "on sqlite > [G-ACCESS-APPROVED] rests on keys that the policies in force hold",
  },
  {
    guarantee: "G-ACCESS-NARROW",
    name: "the database in what was granted",
    cuts: [[IN_FORCE, " && target.system === system", ""]],
    test: ACCESS,
    titled: "on sqlite > [G-ACCESS-NARROW] is for the database",
  },
  {
    guarantee: "G-ACCESS-NARROW",
    name: "that a role is granted only where the caller's own may ask for it",
    cuts: [
      [
        "gate/access/request-access.ts",
        "role.accessRoles.includes(wanted) ? policy.roles.get(wanted) : undefined",
        "policy.roles.get(wanted)",
      ],
    ],
    test: "test/access/role-for-a-time.test.ts",
    titled: "on sqlite > [G-ACCESS-NARROW]",
  },
  {
    guarantee: "G-ACCESS-NO-WRITE",
    name: "that a write is planned without what was granted",
    cuts: [
      [
        "gate/reading/run-statement.ts",
        "const { prepared, planned } = understood;\n      const { governance, catalogue } = prepared;",
        `let { prepared, planned } = understood;
        let { governance, catalogue } = prepared;
        const { accessInForce } = await import("../access.ts");
        const granted = await accessInForce({ gatehouse, caller, policy, database, catalogue });
        governance = gatehouse.governance.widened(governance, granted.flatMap(({ columns }) => columns));
        ({ planned } = gatehouse.plans.planStatement(prepared.sql, { role, governance, database: database.name, catalogue, dialect: gatehouse.dialect(database.engine) }));`,
      ],
    ],
    test: ACCESS,
    titled: "on sqlite > [G-ACCESS-NO-WRITE]",
  },
  {
    guarantee: "G-ACCESS-ENDS",
    name: "the policies that it was granted under",
    cuts: [[GRANT, "if (request.policyDigest !== scope.policyDigest)", "if (false)"]],
    test: ACCESS,
    titled: "on sqlite > [G-ACCESS-ENDS] ends with the policies",
  },
  {
    guarantee: "G-ACCESS-ENDS",
    name: "the look at what ended while the statement ran",
    cuts: [["gate/reading/widen-read.ts", "if (read.grants.length === 0) return null;", "return null;"]],
    test: ACCESS,
    titled: "on sqlite > [G-ACCESS-ENDS] ends at once",
  },
  {
    guarantee: "G-ACCESS-RECORDED",
    name: "the request in the entry of a statement that used it",
    cuts: [["gate/reading/run-statement.ts", "callRecord.detail = describeGrants(read.grants);", ""]],
    test: ACCESS,
    titled: "on sqlite > [G-ACCESS-RECORDED]",
  },
  {
    guarantee: "G-GLASS-SIGNED",
    name: "the count of its signature with each use",
    cuts: [[GRANT, COUNT, UNCOUNTED]],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-SIGNED] rests on a key",
  },
  {
    guarantee: "G-GLASS-BY-ROLE",
    name: "that nobody opens one for their own agents unless the policy says so",
    cuts: [["core/policy/check/check-break-glass.ts", "if (!rule.own && (", "if (false && ("]],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-BY-ROLE]",
  },
  {
    guarantee: "G-GLASS-NARROW",
    name: "that the columns which were named are opened, and no others",
    cuts: [
      ["core/policy/govern/widen-governance.ts", "(names.has(held.column.name) ? clear(held) : held)", "clear(held)"],
    ],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-NARROW]",
  },
  {
    guarantee: "G-GLASS-ENDS",
    name: "that a lock on who opened it ends it",
    cuts: [[IN_FORCE, "findLock(locks, scope) === null ?", "true ?"]],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-ENDS] a lock on who opened it ends it",
  },
  {
    guarantee: "G-GLASS-LOUD",
    name: "what the entry of an opening says besides",
    cuts: [
      [
        "gate/approvals/decide-approval.ts",
        `tally.verdict === "approved" ? describeOpening(seen, counted.text.at) : null`,
        "null",
      ],
    ],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-LOUD]",
  },
  {
    guarantee: "G-GLASS-REVIEWED",
    name: "that nobody signs off what they opened or read by",
    cuts: [
      [
        "core/review/break-glass-review.ts",
        "if (![opening.opener, opening.reader, readerOwner].includes(reviewer)) return null;",
        "return null;",
      ],
    ],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-REVIEWED] is signed off neither",
  },
  {
    guarantee: "G-GLASS-REVIEWED",
    name: "that an overdue review locks who opened it",
    cuts: [["gate/approvals/refuse-opener.ts", "if (overdue === undefined) return null;", "return null;"]],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-REVIEWED] an overdue review locks who opened it from opening another",
  },
  {
    guarantee: "G-GLASS-NO-TOOL",
    name: "that a tool knows no break-glass",
    cuts: [
      [
        "gate/writing/request-approval.ts",
        `if (kind === "break-glass" || kind === "erase") return refuseUnknownApproval();`,
        "",
      ],
    ],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-NO-TOOL]",
  },
  {
    guarantee: "G-GLASS-FORGED",
    name: "the look at the policies whenever one is used",
    cuts: [[IN_FORCE, "(checkBreakGlass(request, policy)?.message ?? null)", "null"]],
    test: GLASS,
    titled: "on sqlite > [G-GLASS-FORGED]",
  },
];
