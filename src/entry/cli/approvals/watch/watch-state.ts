// The queue as a person walks through it with the keyboard: what is on the screen, and what a key does to it. Pure.

import { LONGEST_REASON } from "../../../../core/approvals/approval-decision.ts";
import type { ApprovalSummary } from "../../../../gate/ports/approvals.ts";
import type { Key } from "../../terminal/read-keys.ts";

export type Screen =
  | { readonly kind: "list" }
  /** One request; `top` is the first of its lines that is shown. */
  | { readonly kind: "request"; readonly id: string; readonly lines: readonly string[]; readonly top: number }
  /** Why it is denied, as it is typed. */
  | { readonly kind: "reason"; readonly id: string; readonly typed: string }
  /** The keys; any of them goes back. */
  | { readonly kind: "help"; readonly back: Screen };

export interface WatchState {
  readonly queue: readonly ApprovalSummary[];
  /** The request that is marked; null in an empty queue. */
  readonly marked: string | null;
  /** Came while the queue was open, and nobody looked at them yet; null before the queue was read. */
  readonly fresh: ReadonlySet<string> | null;
  readonly screen: Screen;
  /** What came of the last thing that was done, and what is wrong; null when there is nothing to say. */
  readonly notice: string | null;
}

export type Act =
  | { readonly kind: "none" }
  | { readonly kind: "quit" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "look"; readonly id: string }
  | { readonly kind: "approve"; readonly id: string }
  | { readonly kind: "deny"; readonly id: string; readonly reason: string };

export const FIRST: WatchState = { queue: [], marked: null, fresh: null, screen: { kind: "list" }, notice: null };

interface Pressed {
  readonly state: WatchState;
  readonly act: Act;
}

const NONE: Act = { kind: "none" };

/** The mark stays on its request while the queue around it changes. */
export function withQueue(state: WatchState, queue: readonly ApprovalSummary[]): WatchState {
  const place = state.queue.findIndex(({ id }) => id === state.marked);
  const kept = queue.some(({ id }) => id === state.marked);
  const marked = kept ? state.marked : (queue[Math.min(Math.max(place, 0), queue.length - 1)]?.id ?? null);
  const known = new Set(state.queue.map(({ id }) => id));
  const fresh =
    state.fresh === null
      ? []
      : queue.map(({ id }) => id).filter((id) => state.fresh?.has(id) === true || !known.has(id));
  return { ...state, queue, marked, fresh: new Set(fresh) };
}

/** `page`: how many lines of a request are shown at once. */
export function pressKey(state: WatchState, key: Key, { page }: { page: number }): Pressed {
  if (key.kind === "interrupt") return { state, act: { kind: "interrupt" } };
  const { screen } = state;
  if (screen.kind === "help") return { state: { ...state, screen: screen.back }, act: NONE };
  if (screen.kind !== "reason" && commandOf(key) === "?")
    return { state: { ...state, screen: { kind: "help", back: screen } }, act: NONE };
  switch (screen.kind) {
    case "list":
      return pressInList(state, key);
    case "request":
      return pressInRequest({ ...state, notice: null }, key, { page, screen });
    case "reason":
      return pressInReason(state, key, screen);
  }
}

function pressInList(state: WatchState, key: Key): Pressed {
  const place = state.queue.findIndex(({ id }) => id === state.marked);
  const mark = (to: number): Pressed => ({
    state: { ...state, marked: state.queue[to]?.id ?? state.marked },
    act: NONE,
  });
  const command = commandOf(key);
  if (command === "q" || key.kind === "escape") return { state, act: { kind: "quit" } };
  if (key.kind === "up" || command === "k") return mark(Math.max(0, place - 1));
  if (key.kind === "down" || command === "j") return mark(Math.min(state.queue.length - 1, place + 1));
  if (key.kind === "home" || command === "g") return mark(0);
  if (key.kind === "end" || command === "G") return mark(state.queue.length - 1);
  // Nobody decides on a line of a list: a and d show the request first.
  if (state.marked !== null && (key.kind === "enter" || command === "a" || command === "d")) {
    const fresh = new Set([...(state.fresh ?? [])].filter((id) => id !== state.marked));
    return { state: { ...state, fresh, notice: null }, act: { kind: "look", id: state.marked } };
  }
  return { state, act: NONE };
}

type RequestScreen = Extract<Screen, { kind: "request" }>;

function pressInRequest(
  state: WatchState,
  key: Key,
  { page, screen }: { page: number; screen: RequestScreen },
): Pressed {
  const last = Math.max(0, screen.lines.length - page);
  const scroll = (by: number): Pressed => ({
    state: { ...state, screen: { ...screen, top: Math.min(last, Math.max(0, screen.top + by)) } },
    act: NONE,
  });
  const command = commandOf(key);
  if (command === "q" || key.kind === "escape") return { state: { ...state, screen: { kind: "list" } }, act: NONE };
  if (key.kind === "up" || command === "k") return scroll(-1);
  if (key.kind === "down" || command === "j") return scroll(1);
  if (key.kind === "page-up") return scroll(-page);
  if (key.kind === "page-down" || command === " ") return scroll(page);
  if (key.kind === "home" || command === "g") return scroll(-screen.lines.length);
  if (key.kind === "end" || command === "G") return scroll(screen.lines.length);
  if (command === "a" && screen.top < last) {
    return {
      state: { ...state, notice: "There is more below: read it to its end (down, space), then press a." },
      act: NONE,
    };
  }
  if (command === "a") return { state, act: { kind: "approve", id: screen.id } };
  if (command === "d") return { state: { ...state, screen: { kind: "reason", id: screen.id, typed: "" } }, act: NONE };
  return { state, act: NONE };
}

function pressInReason(state: WatchState, key: Key, screen: Extract<Screen, { kind: "reason" }>): Pressed {
  const { id, typed } = screen;
  if (key.kind === "escape") return { state, act: { kind: "look", id } };
  if (key.kind === "enter")
    return typed.trim() === "" ? { state, act: NONE } : { state, act: { kind: "deny", id, reason: typed } };
  const letters = Array.from(typed);
  const next =
    key.kind === "backspace"
      ? letters.slice(0, -1)
      : key.kind === "letter"
        ? [...letters, key.letter].slice(0, LONGEST_REASON)
        : letters;
  return { state: { ...state, screen: { ...screen, typed: next.join("") } }, act: NONE };
}

function commandOf(key: Key): string | null {
  return key.kind === "letter" ? key.letter : null;
}
