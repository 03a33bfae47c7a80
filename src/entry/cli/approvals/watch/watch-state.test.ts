import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApprovalSummary } from "../../../../gate/ports/approvals.ts";
import { breakLine } from "../../terminal/fit-line.ts";
import { type Key, readKeys } from "../../terminal/read-keys.ts";
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
  test("home and end go to the first and the last, in the list and in a request", () => {
    const first = withQueue(FIRST, queue);
    for (const end of ["\u001b[F", "\u001bOF", "\u001b[4~", "G"]) expect(press(first, end).state.marked).toBe("a");
    for (const home of ["\u001b[H", "\u001bOH", "\u001b[1~", "g"])
      expect(press(first, `G${home}`).state.marked).toBe("e");
    expect(press(looking(30), "\u001b[F").state.screen).toMatchObject({ top: 20 });
    expect(press(looking(30), "\u001b[F\u001b[H").state.screen).toMatchObject({ top: 0 });
    expect(press(looking(30), "Ga").acts).toEqual([{ kind: "approve", id: "e" }]);
  });

  test("? shows the keys from the list and from a request, any key goes back, and in a reason it is a letter", () => {
    for (const state of [withQueue(FIRST, queue), looking(30)]) {
      const shown = press(state, "?").state;
      expect(shown.screen.kind).toBe("help");
      const lines = renderScreen(shown, { window: { columns: 80, rows: 24 }, io, development: false });
      expect(lines.join("\n")).toContain("approve it");
      expect(press(shown, "q")).toMatchObject({ state: { screen: state.screen }, acts: [] });
    }
    expect(press(looking(3), "dwhy?").state.screen).toMatchObject({ kind: "reason", typed: "why?" });
  });

  test("what came while the queue was open is marked until it is looked at", () => {
    const opened = withQueue(FIRST, queue.slice(2));
    const isNew = (state: WatchState) =>
      renderScreen(state, { window: { columns: 100, rows: 24 }, io: { color: false }, development: false }).flatMap(
        (line) => (line.includes("NEW") ? [/^[> ] (\w)/.exec(line)?.[1]] : []),
      );
    expect(isNew(opened)).toEqual([]);
    const more = withQueue(opened, queue);
    expect(isNew(more)).toEqual(["e", "d"]);
    expect(isNew(withQueue(more, queue))).toEqual(["e", "d"]);
    expect(isNew(press(more, "g\r").state)).toEqual(["d"]);
  });

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
