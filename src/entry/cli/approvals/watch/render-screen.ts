// The watch's screen as lines that fit the window, whatever its size. Pure.

import { visibleLine } from "../../../../core/model/visible-text.ts";
import type { ApprovalSummary } from "../../../../gate/ports/approvals.ts";
import { breakLine, cutLine } from "../../terminal/fit-line.ts";
import { type Palette, paint } from "../../terminal/paint.ts";
import { paintState } from "../render-approval.ts";
import type { WatchState } from "./watch-state.ts";

export interface Window {
  readonly columns: number;
  readonly rows: number;
}

/** Lines of a notice at most: it may be longer than a narrow window is wide. */
const MOST_NOTICE = 5;

/** Lines of a request that are shown at once: all but head, notice and foot. */
export function pageOf({ rows }: Window): number {
  return Math.max(1, rows - 4);
}

export function renderScreen(
  state: WatchState,
  { window, io, development }: { window: Window; io: Palette; development: boolean },
): readonly string[] {
  const width = Math.max(1, window.columns);
  const warning = development ? paint(io, "yellow", " FOR DEVELOPMENT: unsigned decisions count") : "";
  const notice = state.notice === null ? [""] : breakLine(visibleLine(state.notice), width).slice(0, MOST_NOTICE);
  const page = Math.max(1, pageOf(window) + 1 - notice.length);
  const { head, body, foot } = partsOf(state, { window, io, page });
  const filled = [...body.slice(0, page), ...Array.from({ length: Math.max(0, page - body.length) }, () => "")];
  return [
    `${paint(io, "bold", head)}${warning}`,
    ...notice.map((line) => paint(io, "yellow", line)),
    ...filled,
    "",
    paint(io, "dim", foot),
  ]
    .slice(-Math.max(1, window.rows))
    .map((line) => cutLine(line, width));
}

function partsOf(
  state: WatchState,
  { window, io, page }: { window: Window; io: Palette; page: number },
): { head: string; body: readonly string[]; foot: string } {
  const { screen, queue } = state;
  switch (screen.kind) {
    case "list":
      return {
        head:
          queue.length === 0
            ? "Nothing waits."
            : `${queue.length} ${queue.length === 1 ? "request waits" : "requests wait"}`,
        body: renderQueue(state, { page, io }),
        foot: "up/down move  enter look  ? keys  q quit",
      };
    case "request": {
      const left = screen.lines.length - screen.top - pageOf(window);
      return {
        head: `${left > 0 ? `${left} more lines, ` : ""}request ${screen.id.slice(-12)}`,
        body: screen.lines.slice(screen.top),
        foot: "up/down/space/end scroll  a approve  d deny  ? keys  q back",
      };
    }
    case "help":
      return { head: "keys", body: HELP, foot: "any key goes back" };
    case "reason":
      return {
        head: `deny request ${screen.id.slice(-12)}`,
        body: ["Why? Who asked is told.", ...breakLine(`> ${screen.typed}_`, Math.max(1, window.columns))],
        foot: "enter deny  esc back",
      };
  }
}

const HELP = [
  "up, k / down, j      one line",
  "page up / page down, space      one page of a request",
  "home, g / end, G     the first, the last",
  "enter                look at the request that is marked",
  "a                    approve it, once it is read to its end: your key signs",
  "d                    deny it: you say why, your key signs",
  "q, esc               back; in the list, quit",
  "Ctrl-C               quit",
  "",
  "Requests that came while the list was open are marked NEW until you look at them.",
];

function renderQueue(
  { queue, marked, fresh }: WatchState,
  { page, io }: { page: number; io: Palette },
): readonly string[] {
  const place = queue.findIndex(({ id }) => id === marked);
  const first = Math.max(0, Math.min(place - Math.floor(page / 2), queue.length - page));
  return queue
    .slice(first, first + page)
    .map((each) => renderRow(each, { isMarked: each.id === marked, isFresh: fresh?.has(each.id) === true, io }));
}

function renderRow(
  summary: ApprovalSummary,
  { isMarked, isFresh, io }: { isMarked: boolean; isFresh: boolean; io: Palette },
): string {
  const { id, state, requester, database, statement, rows, approvals, wanted, normalised } = summary;
  const what = summary.kind === "write" ? statement : summary.kind;
  const said = `${visibleLine(requester)}  ${what} of ${rows} ${rows === 1 ? "row" : "rows"} in ${visibleLine(database)}  ${approvals}/${wanted}`;
  return `${isMarked ? paint(io, "cyan", ">") : " "} ${id.slice(-12)}  ${isFresh ? `${paint(io, "green", "NEW")}  ` : ""}${paintState(state, io)}  ${isMarked ? paint(io, "bold", said) : said}  ${visibleLine(normalised)}`;
}
