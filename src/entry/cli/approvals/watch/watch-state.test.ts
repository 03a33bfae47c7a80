import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApprovalSummary } from "../../../../gate/ports/approvals.ts";
import { breakLine } from "../../fit-line.ts";
import { type Key, readKeys } from "../../read-keys.ts";
import { pageOf, renderScreen } from "./render-screen.ts";
import { FIRST, pressKey, type WatchState, withQueue } from "./watch-state.ts";

const request = (id: string): ApprovalSummary => ({
  id,
  kind: "write",
  state: "pending",
  requester: "claude",
  role: "model-maintainer",
  session: "s",
  database: "shop",
  statement: "update",
  normalised: "UPDATE orders SET status = $1",
  rows: 3,
  approvals: 0,
  wanted: 1,
  createdAt: "",
  approveBy: "",
  executeBy: "",
});
const queue = ["e", "d", "c", "b", "a"].map(request);
const io = { color: true };
const nothing = (state: WatchState): { state: WatchState; acts: readonly unknown[] } => ({ state, acts: [] });
const press = (state: WatchState, keys: string, page = 10) =>
  readKeys(keys).reduce(({ state: now, acts }, key) => {
    const { state: next, act } = pressKey(now, key, { page });
    return { state: next, acts: act.kind === "none" ? acts : [...acts, act] };
  }, nothing(state));
const looking = (lines: number): WatchState => ({
  ...withQueue(FIRST, queue),
  screen: { kind: "request", id: "e", top: 0, lines: Array.from({ length: lines }, (_, place) => `line ${place}`) },
});

describe("the queue under the keyboard", () => {
  test("arrows move the mark and stop at the ends; enter, a and d look first", () => {
    const first = withQueue(FIRST, queue);
    expect(first.marked).toBe("e");
    expect(press(first, "\u001b[B\u001b[B\u001b[A").state.marked).toBe("d");
    expect(press(first, "kkk").state.marked).toBe("e");
    expect(press(first, "jjjjjjjj").state.marked).toBe("a");
    for (const key of ["\r", "a", "d"]) expect(press(first, key).acts).toEqual([{ kind: "look", id: "e" }]);
    expect(press(FIRST, "\ra\u001b[B").acts).toEqual([]);
    expect(press(first, "q\u0003").acts).toEqual([{ kind: "quit" }, { kind: "interrupt" }]);
  });

  test("the mark stays on its request while others come and go, and moves on when it goes", () => {
    const marked = press(withQueue(FIRST, queue), "jj").state;
    expect(withQueue(marked, [request("f"), ...queue]).marked).toBe("c");
    expect(
      withQueue(
        marked,
        queue.filter(({ id }) => id !== "c"),
      ).marked,
    ).toBe("b");
    expect(withQueue(marked, []).marked).toBeNull();
  });

  test("a request is approved when its end was seen, and denied for a reason", () => {
    expect(press(looking(30), "a")).toMatchObject({
      acts: [],
      state: { notice: expect.stringContaining("more below") },
    });
    expect(press(looking(30), "  a").acts).toEqual([{ kind: "approve", id: "e" }]);
    expect(press(looking(3), "a").acts).toEqual([{ kind: "approve", id: "e" }]);
    expect(press(looking(3), "d\rno\u007f\u007fnot now\r").acts).toEqual([
      { kind: "deny", id: "e", reason: "not now" },
    ]);
    expect(press(looking(3), "dx\u001b").acts).toEqual([{ kind: "look", id: "e" }]);
    expect(press(looking(3), "qq").acts).toEqual([{ kind: "quit" }]);
  });

  test("whatever is pressed, the screen fits the window and the mark is in the queue", () => {
    const keys: fc.Arbitrary<Key> = fc.oneof(
      fc.constantFrom<Key>(
        { kind: "up" },
        { kind: "down" },
        { kind: "enter" },
        { kind: "escape" },
        { kind: "page-down" },
        { kind: "backspace" },
      ),
      fc.constantFrom("a", "d", "q", "j", " ", "é", "日").map((letter): Key => ({ kind: "letter", letter })),
    );
    const windows = fc.record({ columns: fc.integer({ min: 1, max: 60 }), rows: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 40 }), windows, fc.boolean(), (pressed, window, development) => {
        let state = looking(12);
        for (const key of pressed) ({ state } = pressKey(state, key, { page: pageOf(window) }));
        const lines = renderScreen(state, { window, io, development });
        expect(lines.length).toBeLessThanOrEqual(window.rows);
        for (const line of lines) expect(breakLine(line, Math.max(2, window.columns))).toHaveLength(1);
        expect(queue.map(({ id }) => id)).toContain(state.marked);
      }),
    );
  });
});
