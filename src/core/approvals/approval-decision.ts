// What an approver signs: a short plain text, one field a line, that binds the request's digest, the decision, the person, the time
// and the ledger as they saw it. Text and signature are kept as they came, so that `ssh-keygen -Y verify` can check them again.

export const DECISION_VERBS = ["approve", "deny"] as const;
export type DecisionVerb = (typeof DECISION_VERBS)[number];

export interface DecisionText {
  /** Id of the request. */
  readonly request: string;
  /** Of the request: `sha256:…`. */
  readonly digest: string;
  readonly decision: DecisionVerb;
  /** The principal who decides. */
  readonly approver: string;
  /** RFC 3339, UTC, microseconds. */
  readonly at: string;
  /** Entries in the ledger and the Merkle root over them when this was signed. */
  readonly ledger: { readonly size: number; readonly root: string };
  /** One line in the approver's words; null when there is none. */
  readonly reason: string | null;
}

/** As it is kept: exactly the bytes that were signed, and the armored SSHSIG; null when it is unsigned. */
export interface ApprovalDecision {
  readonly text: string;
  readonly signature: string | null;
}

const FIRST_LINE = "gatehouse-approval/v1";
export const LONGEST_REASON = 500;

export function formatDecision(decision: DecisionText): string {
  const lines = [
    FIRST_LINE,
    `request ${decision.request}`,
    `digest ${decision.digest}`,
    `decision ${decision.decision}`,
    `approver ${decision.approver}`,
    `at ${decision.at}`,
    `ledger ${decision.ledger.size}:${decision.ledger.root}`,
    ...(decision.reason === null ? [] : [`reason ${decision.reason}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Null for anything but the text that `formatDecision` writes, byte for byte. */
export function parseDecision(text: string): DecisionText | null {
  const [, request, digest, decision, approver, at, size, root, reason] = SHAPE.exec(text) ?? [];
  if (
    request === undefined ||
    digest === undefined ||
    approver === undefined ||
    at === undefined ||
    size === undefined ||
    root === undefined
  )
    return null;
  if (decision !== "approve" && decision !== "deny") return null;
  const parsed: DecisionText = {
    request,
    digest,
    decision,
    approver,
    at,
    ledger: { size: Number(size), root },
    reason: reason ?? null,
  };
  return formatDecision(parsed) === text ? parsed : null;
}

/** A reason that fits the line: white space made single, controls and invisible formatting left out. Null when nothing remains. */
export function oneLineReason(words: string): string | null {
  const line = words
    .toWellFormed()
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .trim();
  const cut = [...line].slice(0, LONGEST_REASON).join("").trim();
  return cut === "" ? null : cut;
}

const SHAPE = new RegExp(
  [
    `^${FIRST_LINE}`,
    "request ([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})",
    "digest (sha256:[0-9a-f]{64})",
    "decision (approve|deny)",
    "approver ([^\\s\\p{Cc}\\p{Cf}]{1,200})",
    "at (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)",
    "ledger (0|[1-9]\\d{0,15}):([A-Za-z0-9+/]{43}=)",
    `(?:reason ([^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s](?:[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]{0,${LONGEST_REASON - 1}}))\\n)?$`,
  ].join("\\n"),
  "u",
);
