import { expect, it, vi } from "vitest";
import { NOTHING_TO_COMMIT } from "../../core/approvals/approval-state.ts";
import { Failure } from "../../core/model/failure.ts";
import { beginWrite, type WriteHold, type WriteSteps } from "./begin-write.ts";
import type { Changed, Preview, TrialResult } from "./write-transaction.ts";

const PREVIEW: Preview = {
  ...{ system: "s", rows: 1, steps: [], digest: "", changes: [], method: "select" },
  ...{ disturbs: [], notPreviewed: [] },
};
const SEEN: TrialResult = { kind: "seen", own: null, samples: {}, tried: null };
const CHANGED: Changed = {
  ...{ kind: "changed", rows: 1, images: null, observation: null, pendingCommit: NOTHING_TO_COMMIT },
  answer: { rows: 1, columns: [], returned: [], truncated: null },
};
const EYES = { own: null, others: new Map(), tries: 0 } as const;
const CLEARANCE = {} as never;
const HOW = { imageRows: 0, observes: false };

function held(changes: Partial<WriteHold> = {}) {
  const release = vi.fn<WriteHold["release"]>(() => Promise.resolve());
  const interrupt = vi.fn<WriteHold["interrupt"]>();
  const hold: WriteHold = {
    interrupt,
    commit: () => Promise.resolve({ kind: "committed" }),
    release,
    readError: (error) => {
      throw error;
    },
    ...changes,
  };
  return { hold, release, interrupt };
}

function steps(changes: Partial<WriteSteps> = {}): () => Promise<WriteSteps> {
  return () =>
    Promise.resolve({
      kind: "open",
      preview: PREVIEW,
      try: () => Promise.resolve(SEEN),
      change: () => Promise.resolve(CHANGED),
      ...changes,
    });
}

async function opened(begin: () => Promise<WriteSteps>, hold: WriteHold, signal: AbortSignal) {
  const transaction = await beginWrite(begin, { hold, signal });
  if (transaction.kind !== "open") throw new Error(transaction.kind);
  return transaction;
}

it("a call that is cancelled between two steps gets no further one, and what is held is let go of, once [G-WRITE-EXACTLY-ONCE]", async () => {
  const call = new AbortController();
  const change = vi.fn<WriteSteps["change"]>(() => Promise.resolve(CHANGED));
  const { hold, release, interrupt } = held();
  const transaction = await opened(steps({ change }), hold, call.signal);
  expect(await transaction.try(EYES)).toBe(SEEN);
  call.abort();
  expect(interrupt).toHaveBeenCalledTimes(1);
  await expect(transaction.change(CLEARANCE, HOW)).rejects.toMatchObject({ code: "cancelled" });
  expect(change).not.toHaveBeenCalled();
  await transaction.rollBack();
  expect(release.mock.calls).toEqual([[{ interrupted: true, committed: false }]]);
});

it("a call that is cancelled while COMMIT is under way interrupts nothing", async () => {
  const call = new AbortController();
  const { hold, release, interrupt } = held({
    commit: () => {
      call.abort();
      return Promise.resolve({ kind: "committed" });
    },
  });
  const transaction = await opened(steps(), hold, call.signal);
  await transaction.change(CLEARANCE, HOW);
  expect(await transaction.commit()).toEqual({ kind: "committed" });
  await transaction.rollBack();
  expect(interrupt).not.toHaveBeenCalled();
  expect(release.mock.calls).toEqual([[{ interrupted: false, committed: true }]]);
});

it("what a step answers in place of its own ends the transaction, and so does what it throws", async () => {
  const call = new AbortController();
  const answered = held();
  const schemaChanged = { kind: "schema-changed" } as const;
  const first = await opened(steps({ try: () => Promise.resolve(schemaChanged) }), answered.hold, call.signal);
  expect(await first.try(EYES)).toBe(schemaChanged);
  expect(answered.release).toHaveBeenCalledTimes(1);
  const thrown = held({ readError: () => ({ kind: "held", why: "out-of-sight" }) });
  const failing = steps({ change: () => Promise.reject(new Failure("ledger-unavailable", "Of the database's own.")) });
  const second = await opened(failing, thrown.hold, call.signal);
  expect(await second.change(CLEARANCE, HOW)).toEqual({ kind: "held", why: "out-of-sight" });
  expect(thrown.release).toHaveBeenCalledTimes(1);
});

it("nothing is committed that was not changed", async () => {
  const { hold } = held();
  const transaction = await opened(steps(), hold, new AbortController().signal);
  await expect(transaction.commit()).rejects.toThrow(RangeError);
});
