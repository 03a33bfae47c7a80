// The key that seals requests for approval, lost or replaced while there are any: nothing opens the state folder, and no new one is made.

import { randomBytes } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openState } from "../../src/entry/wiring/open-state.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;
const key = () => join(shop.folder, ".gatehouse", "keys", "approvals.key");
const open = async () => {
  const { ledger, approvals } = await openState({ stateFolder: join(shop.folder, ".gatehouse") });
  const requests = await approvals.list({}, 10);
  await ledger.close();
  return requests.length;
};

beforeAll(async () => {
  shop = await openWritingShop("sqlite", {
    risk: `rules: [{ id: agents, when: "caller.kind == 'agent'", reason: "Looked at." }]\n`,
  });
  await shop.query("UPDATE orders SET status = 'x' WHERE id = 1", { reason: "test" });
});
afterAll(() => shop.close());

it("is not made anew in silence, nor is another taken for it [G-KEYS-KEPT]", async () => {
  expect(await open()).toBe(1);
  renameSync(key(), `${key()}.away`);
  await expect(open()).rejects.toMatchObject({
    code: "key-missing",
    message: expect.stringMatching(/approvals\.key is gone; restore it from a copy/),
  });
  expect(existsSync(key())).toBe(false);
  writeFileSync(key(), randomBytes(32), { mode: 0o600 });
  await expect(open()).rejects.toMatchObject({ code: "key-missing", message: expect.stringMatching(/another one/) });
  renameSync(`${key()}.away`, key());
  expect(await open()).toBe(1);
});
