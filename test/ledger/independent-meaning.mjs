// A second implementation of the chapters of docs/ledger-format.md on what entries say: locks, steps of requests, erasures, and the texts that
// people sign. It shares no code with the product. What it checks holds whatever the hashes say: an export whose owner has made every hash
// anew still cannot hold a decision that nobody signed.

import { isSigned, readSignature } from "./independent-signature.mjs";

const STEPS = {
  pending: {
    pending: "approval.decided",
    approved: "approval.decided",
    denied: "approval.decided",
    expired: "approval.expired",
    cancelled: "approval.cancelled",
    stale: "approval.stale",
  },
  approved: {
    executing: "write.executing",
    expired: "approval.expired",
    cancelled: "approval.cancelled",
    revoked: "approval.revoked",
    stale: "approval.stale",
  },
  executing: {
    committing: "write.committing",
    stale: "approval.stale",
    approved: "write.outcome",
    "rolled-back": "write.outcome",
  },
  committing: { executed: "write.outcome", "rolled-back": "write.outcome", uncertain: "write.outcome" },
  "rolled-back": { approved: "write.outcome" },
  uncertain: { reconciled: "write.reconciled" },
};
const STEP_KINDS = new Set([
  "approval.requested",
  "break-glass.opened",
  "break-glass.ended",
  ...Object.values(STEPS).flatMap((to) => Object.values(to)),
]);

class Contradiction extends Error {
  constructor(index, message) {
    super(message);
    this.index = index;
  }
}

/**
 * `signers`: lines of `<name> <type> <base64>`; null where nobody's key is known, and then signatures are held against their texts alone.
 * `rootAt(size)`: the root over the first entries; null where the export does not tell it.
 */
export function readMeaning(entries, { signers, rootAt }) {
  const around = { signers, rootAt, locks: new Set(), requests: new Map(), reviews: new Map(), nonces: new Set() };
  const found = { signatures: 0, erasures: [] };
  try {
    for (const entry of entries) readEntry(entry, around, found);
  } catch (error) {
    if (!(error instanceof Contradiction)) throw error;
    return { kind: "contradicts", index: error.index, message: error.message };
  }
  const erased = entries
    .filter((entry) => entry.sealed !== undefined && found.erasures.some((erasure) => covers(erasure, entry)))
    .map(({ index }) => index);
  return {
    kind: "consistent",
    signatures: found.signatures,
    locks: [...around.locks].sort(),
    requests: Object.fromEntries([...around.requests].map(([id, { state }]) => [id, state])),
    erased,
  };
}

function readEntry(entry, around, found) {
  const { index, kind, detail = {} } = entry;
  const fail = (message) => {
    throw new Contradiction(index, message);
  };
  const must = (holds, message) => holds || fail(message);
  if (STEP_KINDS.has(kind)) readStep(entry, around, { found, must });
  else if (kind === "lock.set" || kind === "lock.lifted") {
    if (entry.decision?.effect !== "allow") return;
    const lock = `${detail.lock} ${detail.name}`.trim();
    must(["caller", "role", "database", "everything"].includes(detail.lock), "a lock on nothing that there is");
    must(entry.caller !== undefined && typeof entry.reason === "string", "a lock of nobody's");
    must(around.locks.has(lock) === (kind === "lock.lifted"), "a lock that is there, or one that is not");
    if (kind === "lock.set") around.locks.add(lock);
    else around.locks.delete(lock);
  } else if (kind === "erasure") {
    const ranges = [detail.which, detail.kept].filter((each) => each !== undefined);
    must(
      ranges.every((each) => rangesOf(each) !== null),
      "indexes that are none",
    );
    const from = detail.request === undefined ? null : around.requests.get(detail.request);
    if (detail.request !== undefined) {
      must(from?.kind === "erase" && from.state === "executing", "an erasure that nobody approved");
      must(from.asker === detail.asked, "an erasure that somebody else asked for");
      const named = String(detail.approvers).split(" ");
      must(
        named.every((name) => from.voters.has(name)),
        "approvers who did not sign",
      );
    } else must(detail.approvers === "gatehouse.yaml", "an erasure that nobody approved");
    found.erasures.push({ index, ...detail });
  } else if (kind === "checkpoint") {
    const root = around.rootAt(detail.size);
    must(detail.size <= index && (root === null || root === detail.root), "a checkpoint of another ledger");
  } else if (kind === "review.made") {
    around.reviews.set(index, detail);
  } else if (kind === "review.signed") {
    const made = around.reviews.get(detail.review);
    const same = made !== undefined && ["digest", "from", "to"].every((name) => made[name] === detail[name]);
    must(same, "a sign-off of no review that was made");
    if (detail.signed === undefined) return must(detail.assurance === 0, "a sign-off that says that it was signed");
    const text = fieldsOf(detail.signed, "gatehouse-review/v2", must);
    must(
      text.entry === String(detail.review) &&
        text.review === `sha256:${detail.digest}` &&
        text.from === detail.from &&
        text.to === detail.to &&
        text.nonce === detail.nonce &&
        text.reviewer === entry.caller?.principal &&
        text.reason === entry.reason,
      "a text that was signed for another review",
    );
    must(!around.nonces.has(text.nonce), "a signature that was given before");
    around.nonces.add(text.nonce);
    checkHead(text.ledger, index, around, must);
    checkSignature(entry, { who: text.reviewer, namespace: "review@gatehouse" }, around, must);
    found.signatures += 1;
  } else if (kind === "break-glass.reviewed") {
    const opened = around.requests.get(detail.request);
    must(opened?.kind === "break-glass" && opened.digest === detail.digest, "a review of nothing that was opened");
    must(
      entry.caller?.principal !== opened.asker && entry.caller?.principal !== opened.reader,
      "a review by who had a part in it",
    );
    if (detail.signed === undefined) return must(detail.assurance === 0, "a review that says that it was signed");
    const text = fieldsOf(detail.signed, "gatehouse-break-glass-review/v1", must);
    must(
      text.request === detail.request &&
        text.digest === detail.digest &&
        text.finding === detail.finding &&
        text.reviewer === entry.caller?.principal,
      "a text that was signed for another review",
    );
    checkSignature(entry, { who: text.reviewer, namespace: "review@gatehouse" }, around, must);
    found.signatures += 1;
  }
}

function readStep(entry, around, { found, must }) {
  const { kind, correlation, caller, detail = {} } = entry;
  const before = around.requests.get(correlation);
  const { state, attempt, digest, approval } = detail;
  must(/^sha256:[0-9a-f]{64}$/.test(digest ?? ""), "a step of no request");
  if (before === undefined) {
    const asked = kind === "approval.requested" && state === "pending" && attempt === 0;
    const cleared = kind === "write.executing" && state === "executing" && attempt === 1 && approval !== "break-glass";
    must(asked || cleared, "a request that does not begin");
    const begun = {
      kind: approval,
      digest,
      state,
      attempt,
      asker: caller?.principal,
      voters: new Set(),
      keys: new Set(),
    };
    around.requests.set(correlation, begun);
    return;
  }
  must(digest === before.digest && approval === before.kind, "a step of another request");
  let expected = STEPS[before.state]?.[state];
  if (before.kind === "break-glass" && before.state === "pending" && state === "approved")
    expected = "break-glass.opened";
  if (before.kind === "break-glass" && before.state === "approved") expected = "break-glass.ended";
  must(expected !== undefined && expected === kind, `no step leads from ${before.state} to ${state} by ${kind}`);
  must(attempt === before.attempt + (state === "executing" ? 1 : 0), "an attempt that was not made");
  if (state === "committing" || before.state === "committing") {
    must(/^(sha256:[0-9a-f]{64})?$/.test(detail.beforeImage ?? ""), "images without a digest");
    if (before.state === "committing") must(detail.beforeImage === before.image, "images of another write");
  }
  const votes = kind === "approval.decided" || kind === "break-glass.opened" || detail.signed !== undefined;
  if (votes) readVote(entry, before, around, { found, must });
  Object.assign(before, {
    state,
    attempt,
    image: detail.beforeImage,
    ...(detail.reader !== undefined && { reader: detail.reader }),
  });
}

function readVote({ index, correlation, caller, detail, ...entry }, request, around, { found, must }) {
  const text = fieldsOf(detail.signed, "gatehouse-approval/v1", must);
  must(
    text.request === correlation &&
      text.digest === request.digest &&
      text.decision === detail.decision &&
      text.approver === caller?.principal,
    "a text that was signed for another decision",
  );
  checkHead(text.ledger, index, around, must);
  if (request.kind === "break-glass")
    must(detail.decision === "deny" || text.approver === request.asker, "opened by somebody else");
  else must(text.approver !== request.asker, "a decision of who asked");
  if (detail.signature === undefined) must(detail.assurance === 0, "a decision that says that it was signed");
  else {
    checkSignature({ index, detail, ...entry }, { who: text.approver, namespace: "approve@gatehouse" }, around, must);
    found.signatures += 1;
  }
  must(detail.decision === "approve" || detail.decision === "deny", "a decision that is none");
  if (detail.decision === "approve") {
    request.voters.add(text.approver);
    request.keys.add(detail.key ?? text.approver);
  }
  // fewer, where a key was taken back since
  const most = Math.min(request.voters.size, request.keys.size);
  must(detail.approvals >= 0 && detail.approvals <= most, "approvals that nobody gave");
  const isEnough = detail.approvals >= detail.wanted;
  if (detail.decision === "approve") must((detail.state === "approved") === isEnough, "approved by too few");
  else must(["denied", "revoked", "cancelled"].includes(detail.state), "a denial that denies nothing");
}

/** Fields of a signed text, in the order of the page; a text in another spelling was not signed by anybody. */
function fieldsOf(text, first, must) {
  const names = {
    "gatehouse-approval/v1": ["request", "digest", "decision", "approver", "at", "ledger", "reason"],
    "gatehouse-review/v2": ["entry", "review", "from", "to", "reviewer", "at", "ledger", "nonce", "reason"],
    "gatehouse-break-glass-review/v1": ["request", "digest", "finding", "reviewer"],
  }[first];
  const [head, ...lines] = String(text).split("\n");
  must(head === first && lines.pop() === "", "a text that is none of this format");
  const fields = {};
  lines.forEach((line, place) => {
    const name = names[place];
    must(name !== undefined && line.startsWith(`${name} `), "a text that is none of this format");
    fields[name] = line.slice(name.length + 1);
  });
  must(
    names.every((name) => name === "reason" || fields[name] !== undefined),
    "a text that is none of this format",
  );
  return fields;
}

/** `ledger SIZE:ROOT`: whoever signed saw this very ledger. */
function checkHead(ledger, index, { rootAt }, must) {
  const [, size, root] = /^(\d+):(\S+)$/.exec(ledger) ?? [];
  const known = size === undefined ? null : rootAt(Number(size));
  must(size !== undefined && Number(size) <= index && (known === null || known === root), "signed for another ledger");
}

function checkSignature({ detail }, { who, namespace }, { signers }, must) {
  const signature = readSignature(detail.signature);
  must(signature !== null && signature.namespace === namespace, "a signature that is none");
  must(isSigned(detail.signed, signature), "a signature of another text");
  must(detail.key === signature.fingerprint, "a signature by another key");
  must((detail.assurance === 3) === signature.hardware, "a signature by another kind of key");
  must(detail.assurance >= 1, "a signature that is said to be none");
  must(detail.algorithm === undefined || detail.algorithm === signature.algorithm, "a signature by another algorithm");
  const counter = signature.hardware ? signature.counter.readUInt32BE() : undefined;
  must(namespace !== "approve@gatehouse" || detail.counter === counter, "a signature with another counter");
  if (signers === null) return;
  const [type, base64] = [signature.type, signature.blob.toString("base64")];
  must(signers.includes(`${who} ${type} ${base64}`), `a key that is not one of ${who}`);
}

function rangesOf(text) {
  const ranges = [];
  for (const part of String(text).split(",")) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (from === undefined || Number(from) > Number(to) || Number(from) <= (ranges.at(-1)?.[1] ?? -1)) return null;
    ranges.push([Number(from), Number(to)]);
  }
  return ranges;
}

function covers(erasure, { index, time, caller }) {
  const { before, caller: who, entry, upTo, which, kept } = erasure;
  const isIn = (text) => rangesOf(text).some(([from, to]) => from <= index && index <= to);
  return (
    [before, who, entry, which].some((each) => each !== undefined) &&
    index < erasure.index &&
    (before === undefined || time < before) &&
    (who === undefined || caller?.principal === who) &&
    (entry === undefined || index === entry) &&
    (upTo === undefined || index < upTo) &&
    (which === undefined || isIn(which)) &&
    (kept === undefined || !isIn(kept))
  );
}
