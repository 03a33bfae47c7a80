// What whatever meets the port to the locks has to do.

import { expect, test } from "vitest";
import { Failure } from "../../src/core/model/failure.ts";
import { callEntry, countEntries, lockStep, type MakeState, openTwice } from "./state.ts";

export function locksContract(make: MakeState): void {
  const both = openTwice(make);

  test("a lock names the entry that set it, and is there for everybody when the change resolves", async () => {
    await both.one.ledger.append(callEntry());
    const { index } = await both.one.locks.change(() => lockStep("set", { kind: "role", name: "analyst" }));
    expect(await both.other.ledger.locks()).toEqual([{ kind: "role", name: "analyst", entry: index }]);
  });

  test("a change sees the locks in force, and may leave an entry alone", async () => {
    await both.one.locks.change(() => lockStep("set", { kind: "everything", name: "" }));
    const seen: unknown[] = [];
    await both.other.locks.change((locks) => {
      seen.push(locks.map(({ kind }) => kind));
      return { entry: callEntry(), change: null };
    });
    expect(seen.at(-1)).toEqual(["everything"]);
    expect(await countEntries(both.one)).toBe(2);
    expect(await both.one.ledger.locks()).toHaveLength(1);
  });

  test("where it is refused inside, nothing was written", async () => {
    await both.one.ledger.append(callEntry());
    const refused = both.one.locks.change(() => {
      throw new Failure("usage", "There is such a lock.");
    });
    await expect(refused).rejects.toMatchObject({ code: "usage" });
    expect(await countEntries(both.one)).toBe(1);
    expect(await both.one.ledger.locks()).toEqual([]);
  });

  test("those who lock at once each get their lock, and each its own entry", async () => {
    const names = Array.from({ length: 12 }, (_, place) => `caller-${place}`);
    await Promise.all(
      names.map((name, place) =>
        (place % 2 === 0 ? both.one : both.other).locks.change(() => lockStep("set", { kind: "caller", name })),
      ),
    );
    const locks = await both.one.ledger.locks();
    expect(locks.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(new Set(locks.map(({ entry }) => entry)).size).toBe(names.length);
    expect(await both.one.audit.verify([])).toMatchObject({ kind: "self-consistent", size: names.length });
  });
}
