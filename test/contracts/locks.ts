// What whatever meets the port to the locks has to do.

import { afterEach, beforeEach, expect, test } from "vitest";
import { Failure } from "../../src/core/model/failure.ts";
import {
  callEntry,
  countEntries,
  lockStep,
  type MakeState,
  type OpenedState,
  type StateUnderContract,
} from "./state.ts";

export function locksContract(make: MakeState): void {
  let state: StateUnderContract;
  let one: OpenedState;
  let other: OpenedState;

  beforeEach(async () => {
    state = await make();
    [one, other] = [await state.open(), await state.open()];
  });
  afterEach(() => state.remove());

  test("a lock names the entry that set it, and is there for everybody when the change resolves", async () => {
    await one.ledger.append(callEntry());
    const { index } = await one.locks.change(() => lockStep("set", { kind: "role", name: "analyst" }));
    expect(await other.ledger.locks()).toEqual([{ kind: "role", name: "analyst", entry: index }]);
  });

  test("a change sees the locks in force, and may leave an entry alone", async () => {
    await one.locks.change(() => lockStep("set", { kind: "everything", name: "" }));
    const seen: unknown[] = [];
    await other.locks.change((locks) => {
      seen.push(locks.map(({ kind }) => kind));
      return { entry: callEntry(), change: null };
    });
    expect(seen.at(-1)).toEqual(["everything"]);
    expect(await countEntries(one)).toBe(2);
    expect(await one.ledger.locks()).toHaveLength(1);
  });

  test("where it is refused inside, nothing was written", async () => {
    await one.ledger.append(callEntry());
    const refused = one.locks.change(() => {
      throw new Failure("usage", "There is such a lock.");
    });
    await expect(refused).rejects.toMatchObject({ code: "usage" });
    expect(await countEntries(one)).toBe(1);
    expect(await one.ledger.locks()).toEqual([]);
  });

  test("those who lock at once each get their lock, and each its own entry", async () => {
    const names = Array.from({ length: 12 }, (_, place) => `caller-${place}`);
    await Promise.all(
      names.map((name, place) =>
        (place % 2 === 0 ? one : other).locks.change(() => lockStep("set", { kind: "caller", name })),
      ),
    );
    const locks = await one.ledger.locks();
    expect(locks.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(new Set(locks.map(({ entry }) => entry)).size).toBe(names.length);
    expect(await one.audit.verify([])).toMatchObject({ kind: "self-consistent", size: names.length });
  });
}
