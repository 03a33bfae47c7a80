// A request as an approver sees it: who asks and why, what exactly would happen, what speaks against it, who has decided.
// Everything that came from the requester is theirs: made visible, and marked where it is words.

import type { Approval } from "../../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import { stateAt } from "../../../core/approvals/approval-state.ts";
import type { Tally } from "../../../core/approvals/count-quorum.ts";
import { digestWords } from "../../../core/approvals/digest-words.ts";
import { visibleLine, visibleText } from "../../../core/model/visible-text.ts";
import { type Palette, paint } from "../terminal/paint.ts";
import { highlightStatement, type TellTokens } from "./highlight-statement.ts";
import { renderSample } from "./render-sample.ts";
import { shownParameters, shownSample, type Viewer } from "./shown-sample.ts";

export interface View {
  readonly io: Palette;
  /** RFC 3339. */
  readonly now: string;
  readonly tally: Tally;
  /** Who looks: the sample is masked for them. */
  readonly viewer: Viewer;
  /** Of the request's engine. */
  readonly tellTokens: TellTokens;
}

export function renderApproval({ filed, progress }: Approval, view: View): readonly string[] {
  const { request, digest } = filed;
  const { io, now } = view;
  const row = (name: string, text: string): string => `${paint(io, "bold", name.padEnd(9))} ${text}`;
  const state = stateAt(progress.state, { now, deadlines: request });
  const { requester, target } = request;
  return [
    row(
      "request",
      `${request.id}  ${paintState(state, io)}${progress.why === null ? "" : ` (${visibleLine(progress.why)})`}`,
    ),
    row(
      "words",
      `${paint(io, "cyan", digestWords(digest))}  ${paint(io, "dim", "(the same on every screen that shows this request)")}`,
    ),
    row("digest", digest),
    ...(request.replaces === undefined
      ? []
      : [row("replaces", `${request.replaces}, which went stale: what was decided on that one does not count here`)]),
    ...(request.reverts === undefined
      ? []
      : [row("reverts", `${request.reverts}: what that request changed is taken back`)]),
    row("asked by", describeRequester(requester)),
    row("of", `${visibleLine(target.database)} (${target.engine} ${visibleLine(target.system)})`),
    row("until", describeDeadline(request, { state, now })),
    "",
    paint(io, "bold", "in the words of who asks, which nobody has checked"),
    ...visibleText(request.reason === "" ? "(no reason given)" : request.reason)
      .split("\n")
      .map((line) => `  ${paint(io, "yellow", "│")} ${line}`),
    "",
    ...describeStatement(request, view),
    ...describeOpening(request, io),
    "",
    paint(io, "bold", "effect"),
    ...describeEffect(request, io),
    "",
    paint(io, "bold", "risk"),
    ...(request.risk.length === 0
      ? ["  no rule of risk holds"]
      : request.risk.map(
          ({ rule, reason }) => `  ${paint(io, "red", "!")} ${visibleLine(rule)}: ${visibleLine(reason)}`,
        )),
    ...describeUndo(request, io),
    "",
    ...describeDecisions(request, view),
    ...describeSample(request, view),
  ];
}

function describeStatement(request: ApprovalRequest, { io, tellTokens }: View): readonly string[] {
  const { kind, statement } = request;
  const title = paint(io, "bold", kind === "write" ? "statement" : `statement (${kind})`);
  if (kind === "revert")
    return [
      title,
      "  made by Gatehouse from the rows as they were before; --json shows its text, the rows are shown below",
    ];
  const lines = [statement.text, ...(statement.further ?? []).map(({ text }) => text)].flatMap((text) =>
    highlightStatement(text, { tellTokens, io }).split("\n"),
  );
  return [title, ...lines.map((line) => `  ${line}`), ...describeParameters(request)];
}

function describeOpening({ access }: ApprovalRequest, io: Palette): readonly string[] {
  if (access === undefined) return [];
  const { minutes, role, opened } = access;
  const how = role === undefined ? ", to read alone" : "";
  const given = [paint(io, "yellow", `  for ${minutes} minutes from its approval${how}`)];
  if (opened === undefined) return given;
  return [
    ...given,
    paint(io, "red", `  to ${visibleLine(opened.reader)} as ${visibleLine(opened.role)}`),
    paint(io, "red", `  to be signed off by an auditor before ${opened.reviewBy.slice(0, 16)}`),
  ];
}

function describeUndo({ kind, undo }: ApprovalRequest, io: Palette): readonly string[] {
  if (kind === "break-glass")
    return ["  It can be ended at any time: gatehouse break-glass end. What was read stays read."];
  if (kind === "access") return ["  It can be ended at any time: deny it. What was read stays read."];
  return undo === "kept"
    ? ["  It can be taken back: what the rows are now is kept."]
    : [paint(io, "red", "  It cannot be taken back.")];
}

export function paintState(state: string, io: Palette): string {
  const style =
    state === "pending" || state === "uncertain"
      ? "yellow"
      : state === "approved" || state === "executed"
        ? "green"
        : "dim";
  return paint(io, style, state);
}

function describeRequester({ principal, kind, owner, role, client }: ApprovalRequest["requester"]): string {
  const answerable = owner === null ? "" : ` of ${visibleLine(owner)}`;
  const announced = client === null ? "" : `, with a client that calls itself ${visibleLine(client)}`;
  return `${visibleLine(principal)} (${kind}${answerable}) as ${visibleLine(role)}${announced}`;
}

function describeDeadline(request: ApprovalRequest, { state, now }: { state: string; now: string }): string {
  const say = (time: string): string => `${time.slice(0, 16).replace("T", " ")} UTC (${describeSpan(now, time)})`;
  if (state === "pending") return `decide by ${say(request.approveBy)}, carry out by ${say(request.executeBy)}`;
  if (state === "approved" || state === "executing" || state === "committing")
    return `carry out by ${say(request.executeBy)}`;
  return "nothing more is done with it";
}

export function describeSpan(now: string, then: string): string {
  const minutes = Math.round((Date.parse(then) - Date.parse(now)) / 60_000);
  if (minutes === 0) return "just now";
  const span = Math.abs(minutes) < 120 ? `${Math.abs(minutes)} min` : `${Math.round(Math.abs(minutes) / 60)} h`;
  return minutes >= 0 ? `in ${span}` : `${span} ago`;
}

function describeParameters(request: ApprovalRequest): readonly string[] {
  const parameters = shownParameters(request);
  if (parameters === null) return [];
  return parameters.map((value: unknown, place) => `  $${place + 1} = ${visibleLine(JSON.stringify(value))}`);
}

const VERBS = { insert: "inserted into", update: "changed in", delete: "deleted from" } as const;
const CHANGES = { create: "is made", alter: "is altered", drop: "is dropped", truncate: "is emptied" } as const;

/** What access opens. Of a role, every write is still weighed when it is asked for. */
const OPENS = {
  read: "would be read in the clear",
  see: "would be seen, masked",
  insert: "could be given to new rows, as the rules of risk allow",
  update: "could be changed, as the rules of risk allow",
  delete: "could lose rows, as the rules of risk allow",
  create: "could be asked for",
  alter: "could be asked to be altered",
  drop: "could be asked to be dropped",
  truncate: "could be asked to be emptied",
} as const;

function describeEffect({ kind, effect }: ApprovalRequest, io: Palette): readonly string[] {
  const lines = effect.relations.map(({ relation, verb, rows, columns, classes, cause }) => {
    if (kind === "access" || verb === "read" || verb === "see") {
      const held = classes.length === 0 ? "" : `, holding ${classes.map(visibleLine).join(", ")}`;
      const what = columns.length === 0 ? "" : `${columns.map(visibleLine).join(", ")} of `;
      return `  ${what}${visibleLine(relation)} ${OPENS[verb]}${paint(io, "yellow", held)}`;
    }
    if (verb === "create" || verb === "alter" || verb === "drop" || verb === "truncate") {
      const lost = rows === 0 ? "" : paint(io, "bold", `, with ${rows} ${rows === 1 ? "row" : "rows"}`);
      const named = columns.length === 0 || verb === "drop" ? "" : ` (${columns.map(visibleLine).join(", ")})`;
      const kept = classes.length === 0 ? "" : paint(io, "yellow", `, holding ${classes.map(visibleLine).join(", ")}`);
      return `  ${visibleLine(relation)} ${CHANGES[verb]}${named}${lost}${kept}`;
    }
    const what = `${paint(io, "bold", `${rows} ${rows === 1 ? "row" : "rows"}`)} ${rows === 1 ? "is" : "are"} ${VERBS[verb]} ${visibleLine(relation)}`;
    const which = columns.length === 0 || verb === "delete" ? "" : ` (${columns.map(visibleLine).join(", ")})`;
    const held = classes.length === 0 ? "" : paint(io, "yellow", `, holding ${classes.map(visibleLine).join(", ")}`);
    return `  ${what}${which}${held}${cause === "statement" ? "" : paint(io, "red", `, by a ${cause}`)}`;
  });
  const more = (items: readonly string[], lead: string): readonly string[] =>
    items.map((item) => paint(io, "yellow", `  ${lead}: ${visibleLine(item)}`));
  return [
    ...(lines.length === 0 ? ["  nothing would change"] : lines),
    ...describeObserved(effect).map((line) => paint(io, "yellow", `  ${visibleLine(line)}`)),
    ...(effect.notes ?? []).map((note) => paint(io, "yellow", `  ${visibleLine(note)}`)),
    ...more(effect.disturbs, "the preview disturbed"),
    ...more(effect.notPreviewed, "could not be previewed"),
  ];
}

/** What refuses it, what the database itself sets, and which values are not compared. */
function describeObserved({ relations, observed, refused }: ApprovalRequest["effect"]): readonly string[] {
  const { unbound = [], timed = [] } = observed ?? {};
  const nameOf = ({ schema, relation, column }: (typeof timed)[number]) => `${schema}.${relation}.${column}`;
  const of = refused?.relation === undefined ? "" : ` of ${refused.relation}`;
  const by = refused?.constraint === undefined ? `(${refused?.sqlstate})` : `by ${refused.constraint}${of}`;
  return [
    ...(refused === undefined ? [] : [`as things are, the database refuses it ${by}`]),
    ...relations.flatMap(({ relation, set = [] }) =>
      set.length === 0 ? [] : [`the database itself sets ${set.join(", ")} of ${relation}`],
    ),
    ...timed.map((column) => `${nameOf(column)} gets the time at which it is carried out`),
    ...unbound.map((column) =>
      column.why === "clock"
        ? `${nameOf(column)} gets the time at which it is carried out; its value is not compared`
        : column.why === "anew"
          ? `${nameOf(column)} gets another value each time; it is not compared`
          : column.why === "session"
            ? `${nameOf(column)} gets a number of the transaction or the session that carries it out; the rest of it is compared`
            : `${nameOf(column)} repeats a value that is another each time; the rest of it is compared`,
    ),
  ];
}

function describeSample(request: ApprovalRequest, { io, viewer }: View): readonly string[] {
  const shown = shownSample(request, viewer);
  if (shown === null)
    return ["", paint(io, "dim", "its rows are shown to its approvers and to who asks: say who you are with --as")];
  const { as, sample } = shown;
  if (sample.rows.length === 0) return [];
  const masked = as === "requester" ? "as who asks sees it" : `as ${as} sees it`;
  return [sample, ...(sample.also ?? [])].flatMap((table) => {
    const { relation, rows } = table;
    const count = rows.length === 1 ? "one row" : `${rows.length} rows`;
    const of = relation === undefined ? "" : ` of ${visibleLine(relation)}`;
    return [
      "",
      `${paint(io, "bold", "rows")} ${paint(io, "dim", `${count}${of}, ${masked}`)}`,
      ...renderSample(table, io).map((line) => `  ${line}`),
    ];
  });
}

function describeDecisions({ quorum }: ApprovalRequest, { io, tally }: View): readonly string[] {
  const names = quorum.approvers.map(visibleLine).join(", ") || "nobody: it can only be cancelled";
  const sure = ["", "an enrolled key", "a key on another machine", "a hardware key, touched"][quorum.assurance] ?? "";
  return [
    `${paint(io, "bold", "approvers")} ${quorum.count} of: ${names}${sure === "" ? "" : `; with ${sure}`}`,
    ...(quorum.unsigned
      ? [paint(io, "yellow", "  These policies are for development: decisions without a signature count.")]
      : []),
    ...[...tally.denials, ...tally.approvals].map(({ text, signed, assurance }) => {
      const verb = text.decision === "approve" ? paint(io, "green", "approved") : paint(io, "red", "denied");
      const proof = signed === null ? paint(io, "yellow", "UNSIGNED") : `${signed.fingerprint}, assurance ${assurance}`;
      const reason = text.reason === null ? "" : `: ${visibleLine(text.reason)}`;
      return `  ${visibleLine(text.approver)} ${verb} ${text.at.slice(0, 16).replace("T", " ")} UTC (${proof})${reason}`;
    }),
    ...tally.discounted.map(({ refusal }) => paint(io, "red", `  a decision does not count: ${refusal.message}`)),
  ];
}
