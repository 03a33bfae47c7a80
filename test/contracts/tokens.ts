// What whatever meets the port to the static tokens has to do.

import { expect, test } from "vitest";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import type { StaticToken } from "../../src/core/identity/static-token.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import { Failure } from "../../src/core/model/failure.ts";
import type { TokenStep } from "../../src/gate/ports/tokens.ts";
import { callEntry, countEntries, type MakeState, openTwice } from "./state.ts";

const EXPIRES = "2027-01-01T00:00:00.000000Z";

function made(id: string, changes: Partial<StaticToken> = {}): StaticToken {
  return { id, digest: id.padEnd(64, "f"), identity: "claude", role: null, expires: EXPIRES, ...changes };
}

function adding(token: StaticToken): TokenStep {
  const { id, digest, identity, role, expires } = token;
  const detail = { token: id, identity, ...(role !== null && { role }), expires, digest, account: "tests" };
  return {
    entry: administrativeEntry("token.created", { correlation: uuidIds.next(), detail }),
    change: { add: token },
  };
}

function revoking(id: string): TokenStep {
  const detail = { token: id, identity: "claude", account: "tests" };
  return {
    entry: administrativeEntry("token.revoked", { correlation: uuidIds.next(), detail }),
    change: { revoke: id },
  };
}

export function tokensContract(make: MakeState): void {
  const both = openTwice(make);

  test("a token names the entry that made it, and is found by its digest by everybody, until it is revoked", async () => {
    await both.one.ledger.append(callEntry());
    const token = made("a1", { role: "analyst" });
    const { index } = await both.one.tokens.change(() => adding(token));
    expect(await both.other.tokens.find(token.digest)).toEqual({ ...token, entry: index });
    expect(await both.other.tokens.find("f".repeat(64))).toBeNull();
    await both.other.tokens.change(() => revoking("a1"));
    expect(await both.one.tokens.find(token.digest)).toBeNull();
    expect(await both.one.audit.verify([])).toMatchObject({ kind: "self-consistent", size: 3 });
  });

  test("a change sees the tokens that there are, in the order in which they were made", async () => {
    await both.one.tokens.change(() => adding(made("b2")));
    await both.other.tokens.change(() => adding(made("a1")));
    const seen: unknown[] = [];
    await both.one.tokens.change((tokens) => {
      seen.push(tokens.map(({ id }) => id));
      return revoking("b2");
    });
    expect(seen.at(-1)).toEqual(["b2", "a1"]);
    expect((await both.other.tokens.list()).map(({ id }) => id)).toEqual(["a1"]);
  });

  test("where it is refused inside, nothing was written", async () => {
    const refused = both.one.tokens.change(() => {
      throw new Failure("usage", "There is no such token.");
    });
    await expect(refused).rejects.toMatchObject({ code: "usage" });
    await both.one.ledger.append(callEntry());
    expect(await countEntries(both.one)).toBe(1);
    expect(await both.one.tokens.list()).toEqual([]);
  });

  test("a name or a digest that there is already is none of another token's, and nothing was written", async () => {
    await both.one.tokens.change(() => adding(made("a1")));
    for (const twice of [made("a1", { digest: "c".repeat(64) }), made("b2", { digest: made("a1").digest })]) {
      await expect(both.other.tokens.change(() => adding(twice))).rejects.toBeInstanceOf(Failure);
    }
    expect(await both.one.tokens.list()).toHaveLength(1);
    expect(await countEntries(both.one)).toBe(1);
  });

  test("those who make tokens at once each get theirs, and each its own entry", async () => {
    const ids = Array.from({ length: 12 }, (_, place) => `t${place}`);
    await Promise.all(
      ids.map((id, place) => (place % 2 === 0 ? both.one : both.other).tokens.change(() => adding(made(id)))),
    );
    const tokens = await both.one.tokens.list();
    expect(tokens.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(new Set(tokens.map(({ entry }) => entry)).size).toBe(ids.length);
    expect(await both.one.audit.verify([])).toMatchObject({ kind: "self-consistent", size: ids.length });
  });
}
