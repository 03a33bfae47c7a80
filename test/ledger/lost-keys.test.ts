// Each key file of the state folder, and of a witness, lost while something belongs to it: it is said, and no other one is made in silence.

import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rotateKey } from "../../src/entry/cli/ledger/checkpoint-key.ts";
import { runWitness } from "../../src/entry/cli/ledger/run-witness.ts";
import { writeLedger } from "../../src/entry/cli/ledger/write-ledger.ts";
import type { Io } from "../../src/entry/cli/terminal/io.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;
const at = (...parts: string[]) => join(shop.folder, ...parts);
const config = () => at("gatehouse.yaml");

function listening(): { io: Io; said: string[] } {
  const said: string[] = [];
  const hear = (...lines: readonly string[]): void => void said.push(...lines);
  const all = (lines: Iterable<string>): Promise<void> => Promise.resolve(hear(...lines));
  const io: Io = {
    color: false,
    out: hear,
    err: hear,
    json: (value) => hear(JSON.stringify(value)),
    jsonText: hear,
    outLines: all,
    exact: all,
    progress: () => undefined,
  };
  return { io, said };
}

beforeAll(async () => {
  shop = await openWritingShop("sqlite", {
    risk: `rules: [{ id: agents, when: "caller.kind == 'agent'", reason: "Looked at." }]\n`,
  });
  await shop.query("UPDATE orders SET status = 'x' WHERE id = 1", { reason: "test" });
  await writeLedger(config(), (ledger) => ledger.checkpoint(null));
});
afterAll(() => shop.close());

async function opens(): Promise<void> {
  const project = await readProject(config());
  if (project.kind === "problems") throw new Error("no project");
  const opened = await openGatehouse(project, () => undefined);
  await opened.close();
}

describe("a key that is lost is not made anew [G-KEYS-KEPT]", () => {
  it.each(["sealing.key", "approvals.key", "pseudonyms.key"])("%s", async (name) => {
    const key = at(".gatehouse", "keys", name);
    renameSync(key, `${key}.away`);
    try {
      await expect(opens()).rejects.toMatchObject({
        code: "key-missing",
        message: expect.stringContaining(`${name} is gone; restore it from a copy`),
      });
      expect(existsSync(key)).toBe(false);
    } finally {
      renameSync(`${key}.away`, key);
    }
    await opens();
  });

  it("checkpoint.key", async () => {
    const key = at(".gatehouse", "keys", "checkpoint.key");
    renameSync(key, `${key}.away`);
    await expect(writeLedger(config(), (ledger) => ledger.checkpoint(null))).rejects.toMatchObject({
      code: "key-missing",
    });
    expect(existsSync(key)).toBe(false);
    renameSync(`${key}.away`, key);
    await writeLedger(config(), (ledger) => ledger.checkpoint(null));
  });

  it("checkpoint-next.key, which signed nothing yet, is made anew and that is said", async () => {
    await writeLedger(config(), (ledger) =>
      ledger.record("key.rotated", { purpose: "checkpoints", from: "old", to: "begun" }),
    );
    const { io, said } = listening();
    expect(await rotateKey({ config: config() }, io)).toBe(0);
    expect(said.join("\n")).toMatch(/checkpoint-next\.key of a rotation that was begun is gone/);
    const again = listening();
    expect(await rotateKey({ config: config() }, again.io)).toBe(0);
    expect(again.said.join("\n")).not.toContain("is gone");
  });

  it("witness.key, from the moment that it was given out", async () => {
    const directory = mkdtempSync(join(tmpdir(), "witness-"));
    const { io: first, said } = listening();
    await writeLedger(config(), async () => undefined);
    const { io: telling, said: keys } = listening();
    await rotateKey({ config: config() }, telling);
    const log = keys.find((line) => line.includes("+")) ?? "";
    const options = { name: "witness.example/w1", key: [log], directory, host: "127.0.0.1", port: 0 };
    const runs = async (io: Io): Promise<number> => {
      const others = new Set(process.listeners("SIGTERM"));
      const done = runWitness(options, io);
      const stop = setInterval(() => {
        for (const listener of process.listeners("SIGTERM")) if (!others.has(listener)) listener("SIGTERM");
      }, 50);
      return done.finally(() => clearInterval(stop));
    };
    try {
      expect(await runs(first)).toBe(0);
      const given = said.find((line) => line.startsWith("witness.example/w1+"));
      renameSync(join(directory, "witness.key"), join(directory, "away"));
      await expect(runs(first)).rejects.toMatchObject({ code: "key-missing" });
      expect(existsSync(join(directory, "witness.key"))).toBe(false);
      renameSync(join(directory, "away"), join(directory, "witness.key"));
      const again = listening();
      expect(await runs(again.io)).toBe(0);
      expect(again.said).toContain(given);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
