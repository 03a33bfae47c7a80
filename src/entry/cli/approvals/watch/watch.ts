// `gatehouse approvals watch`: the queue on a screen of its own. Keys and time change the state; signing happens on the ordinary screen,
// where ssh-keygen asks what it asks.

import { oneLineReason } from "../../../../core/approvals/approval-decision.ts";
import { Failure } from "../../../../core/model/failure.ts";
import { expireApprovals, readApproval } from "../../../../gate/approvals.ts";
import { decideAtTerminal } from "../../../wiring/terminal/decide-at-terminal.ts";
import { endStale } from "../../../wiring/terminal/look-at-terminal.ts";
import { type OpenApprovalPorts, openApprovalPorts } from "../../../wiring/terminal/open-approval-ports.ts";
import { runApproved } from "../../../wiring/terminal/run-approved.ts";
import { breakLine } from "../../terminal/fit-line.ts";
import { atTerminal, type Io } from "../../terminal/io.ts";
import { Terminal, type TerminalEvent } from "../../terminal/terminal.ts";
import { sayDecided } from "../decide.ts";
import { viewerOf } from "../find-request.ts";
import { WAITING } from "../list-approvals.ts";
import { lookIfOpen, sayLook } from "../look.ts";
import { renderLines } from "../show-approval.ts";
import { type DecisionChoice, prepareDecision, type SigningOptions } from "../sign-decision.ts";
import { pageOf, renderScreen } from "./render-screen.ts";
import { type Act, FIRST, pressKey, type WatchState, withQueue } from "./watch-state.ts";

export interface WatchOptions extends Omit<SigningOptions, "unsigned"> {
  readonly config: string;
  readonly run?: true;
}

const TICK_MILLISECONDS = 1_000;
const MOST_SHOWN = 1_000;
const INTERRUPTED = 130;

export async function watch(options: WatchOptions, io: Io): Promise<number> {
  if (!atTerminal()) {
    throw new Failure("usage", "watch needs a terminal; gatehouse approvals list --json is for scripts.");
  }
  const opened = await openApprovalPorts(options.config);
  const terminal = new Terminal(TICK_MILLISECONDS, io);
  try {
    return await walk({ options, opened, terminal, io });
  } finally {
    terminal.close();
    await opened.close();
  }
}

interface Watching {
  readonly options: WatchOptions;
  readonly opened: OpenApprovalPorts;
  readonly terminal: Terminal;
  readonly io: Io;
}

async function walk(watching: Watching): Promise<number> {
  const { opened, terminal, io } = watching;
  terminal.enter();
  let state = await refresh(FIRST, watching);
  for (;;) {
    const development = opened.ports.policy().risk.unsigned;
    terminal.draw(renderScreen(state, { window: terminal.window, io, development }));
    const event = await terminal.next();
    const { state: pressed, act } = take(state, { event, terminal });
    if (act.kind === "quit") return 0;
    if (act.kind === "interrupt") return INTERRUPTED;
    state = event.kind === "key" ? await perform(pressed, act, watching) : await refresh(pressed, watching);
  }
}

function take(
  state: WatchState,
  { event, terminal }: { event: TerminalEvent; terminal: Terminal },
): { state: WatchState; act: Act } {
  if (event.kind !== "key") return { state, act: { kind: "none" } };
  return pressKey(state, event.key, { page: pageOf(terminal.window) });
}

async function perform(state: WatchState, act: Act, watching: Watching): Promise<WatchState> {
  switch (act.kind) {
    case "look":
      return lookNow(await look(state, { id: act.id, top: 0 }, watching), { id: act.id, watching });
    case "approve":
      return decide(state, { id: act.id, input: { verb: "approve", reason: null } }, watching);
    case "deny":
      return decide(state, { id: act.id, input: { verb: "deny", reason: oneLineReason(act.reason) } }, watching);
    case "none":
    case "quit":
    case "interrupt":
      return state;
  }
}

/** The queue and the policies as they are now; a request that is looked at is read again. */
async function refresh(state: WatchState, watching: Watching): Promise<WatchState> {
  const { opened } = watching;
  await opened.ports.renewPolicy("glance");
  await expireApprovals(opened.ports);
  const fresh = withQueue(state, await opened.ports.approvals.list({ states: WAITING }, MOST_SHOWN));
  return state.screen.kind === "request" ? look(fresh, state.screen, watching) : fresh;
}

async function look(
  state: WatchState,
  at: { id: string; top: number },
  { opened, options, terminal, io }: Watching,
): Promise<WatchState> {
  const { ports } = opened;
  const approval = await readApproval(at.id, ports);
  if (approval === null) return { ...state, screen: { kind: "list" }, notice: "The request is not there any more." };
  const { columns } = terminal.window;
  const shown = await renderLines(approval, { ports, io, viewer: viewerOf(ports, options.as) });
  const lines = shown.flatMap((line) => breakLine(line, Math.max(1, columns)));
  return {
    ...state,
    screen: {
      kind: "request",
      id: at.id,
      lines,
      top: Math.min(at.top, Math.max(0, lines.length - pageOf(terminal.window))),
    },
  };
}

/** The request is on the screen while it is looked at what it would do now. */
async function lookNow(state: WatchState, { id, watching }: { id: string; watching: Watching }): Promise<WatchState> {
  const { opened, terminal, io } = watching;
  const approval = state.screen.kind === "request" ? await readApproval(id, opened.ports) : null;
  if (approval === null) return state;
  const development = opened.ports.policy().risk.unsigned;
  const draw = (notice: string | null) =>
    terminal.draw(renderScreen({ ...state, notice }, { window: terminal.window, io, development }));
  draw("Looking at what it would do now.");
  const told = sayLook(await lookIfOpen(approval, opened), { ...io, color: false });
  return { ...state, notice: told.length === 0 ? null : told.join(" ") };
}

async function decide(
  state: WatchState,
  { id, input }: { id: string; input: DecisionChoice },
  watching: Watching,
): Promise<WatchState> {
  const { terminal } = watching;
  // While the person signs, Ctrl-C is for ssh-keygen: it ends the signing, and the queue comes back.
  const hold = (): void => undefined;
  terminal.leave();
  process.on("SIGINT", hold);
  try {
    const notice = await settle({ id, input }, watching);
    return await refresh({ ...state, screen: { kind: "list" }, notice }, watching);
  } finally {
    process.off("SIGINT", hold);
    terminal.enter();
  }
}

/** What came of it, as one line. */
async function settle(
  { id, input }: { id: string; input: DecisionChoice },
  { opened, options, io }: Watching,
): Promise<string> {
  const { ports, project } = opened;
  const plain: Io = { ...io, color: false };
  try {
    const approval = await readApproval(id, ports);
    if (approval === null) return "The request is not there any more.";
    const prepared = await prepareDecision(approval, { input, options, ports });
    if (prepared.kind === "refusal") return `${prepared.code}: ${prepared.message} ${prepared.remedy}`;
    const looked = input.verb === "approve" ? await lookIfOpen(approval, opened) : null;
    if (looked?.kind === "stale") {
      const { code, message, remedy } = await endStale(id, looked, opened);
      return `${code}: ${message} ${remedy}`;
    }
    io.out(...sayLook(looked, io), `${input.verb === "approve" ? "Approving" : "Denying"} as ${prepared.signer}`);
    const decision = await prepared.sign();
    const outcome = "kind" in decision ? decision : await decideAtTerminal(id, decision, opened);
    if (outcome.kind === "refusal") return `${outcome.code}: ${outcome.message} ${outcome.remedy}`;
    const said = sayDecided(outcome, { io: plain, run: options.run === true }).join(". ");
    if (options.run !== true || outcome.approval.progress.state !== "approved") return said;
    const ran = await runApproved(id, project);
    return ran.kind === "executed"
      ? `executed: ${ran.rows} rows changed; ${said}`
      : `${ran.code}: ${ran.message} ${ran.remedy} ${said}`;
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
}
