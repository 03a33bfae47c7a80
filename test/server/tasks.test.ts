// Calls that wait, followed as tasks by real clients of both generations over stdio: on either engine, over sessions, by one caller alone.

import { join } from "node:path";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { connectNew, connectOld } from "../support/task-clients.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const UNKNOWN = { code: -32602, data: { refused: "unknown-approval" } };
let shop: WritingShop;
const where = (caller = "claude") => ({
  folder: shop.folder,
  env: { WRITING_URL: shop.place },
  args: ["--caller", caller],
});
const entries = () => readEntries(join(shop.folder, ".gatehouse", "ledger.db"));
const until = (check: () => Promise<unknown>) => expect.poll(check, { timeout: 30_000, interval: 200 });

async function decide(id: string, decision: "approve" | "deny" = "approve"): Promise<string> {
  const signed = await signedDecision(id, { by: "dora", shop, decision });
  return (await decideApproval(id, signed, shop.opened.gatehouse)).kind;
}

/** A write of every row that the agent sees, which a rule of risk holds. */
const risky = (status: string) => ({
  sql: `UPDATE orders SET status = '${status}' RETURNING id, status`,
  reason: "The trial is over.",
});

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine);
  });
  afterAll(() => shop.close());

  describe("a client of 2025-11-25", () => {
    it("gets a task at once for a write that waits, and the rows of it when it is approved [G-TASK-OWN]", async () => {
      const client = await connectOld(where());
      const kinds: string[] = [];
      const stream = client.experimental.tasks.callToolStream(
        { name: "query", arguments: { ...risky("one"), wait_seconds: 60 } },
        CallToolResultSchema,
        { task: {} },
      );
      for await (const message of stream) {
        kinds.push(message.type);
        if (message.type === "taskCreated") {
          expect(message.task).toMatchObject({ status: "working", ttl: null });
          expect(await decide(message.task.taskId)).toBe("decided");
        }
        if (message.type === "result") {
          expect(message.result).toMatchObject({
            structuredContent: {
              status: "executed",
              row_count: 3,
              rows: [
                [1, "one"],
                [3, "one"],
                [5, "one"],
              ],
            },
            _meta: { "io.modelcontextprotocol/related-task": { taskId: expect.any(String) } },
          });
        }
      }
      expect(kinds[0]).toBe("taskCreated");
      expect(kinds.at(-1)).toBe("result");
      await client.close();
      expect(await shop.raw("SELECT count(*) FROM orders WHERE status = 'one'")).toMatchObject([[expect.anything()]]);
    });

    it("finds its task again in another session, which blocks on the result until people decide", async () => {
      const first = await connectOld(where());
      const created = await first.callTool({ name: "query", arguments: risky("two") }, undefined, { task: {} });
      const id = String(Reflect.get(Object(created["task"]), "taskId"));
      const told: unknown = Reflect.get(Object(created["_meta"]), "io.modelcontextprotocol/model-immediate-response");
      expect(JSON.parse(String(told))).toMatchObject({ status: "pending_approval", request: id });
      await first.close();
      const second = await connectOld(where());
      const { tasks } = second.experimental;
      expect(await tasks.getTask(id)).toMatchObject({ taskId: id, status: "working" });
      expect((await tasks.listTasks()).tasks).toContainEqual(
        expect.objectContaining({ taskId: id, status: "working" }),
      );
      const result = tasks.getTaskResult(id, CallToolResultSchema);
      expect(await decide(id)).toBe("decided");
      expect(await result).toMatchObject({ structuredContent: { status: "executed", row_count: 3 } });
      expect(await tasks.getTask(id)).toMatchObject({ status: "completed" });
      await second.close();
      const third = await connectOld(where());
      expect(await third.experimental.tasks.getTaskResult(id, CallToolResultSchema)).toMatchObject({
        structuredContent: { status: "executed", row_count: 3, rows: [] },
      });
      await third.close();
    });

    it("takes its request back by cancelling the task, once [G-TASK-OWN]", async () => {
      const client = await connectOld(where());
      const { tasks } = client.experimental;
      const created = await client.callTool({ name: "query", arguments: risky("three") }, undefined, { task: {} });
      const id = String(Reflect.get(Object(created["task"]), "taskId"));
      expect(await tasks.cancelTask(id)).toMatchObject({ taskId: id, status: "cancelled" });
      expect(await decide(id)).toBe("refusal");
      await expect(tasks.cancelTask(id)).rejects.toMatchObject({ code: -32602 });
      expect(await tasks.getTask(id)).toMatchObject({ status: "cancelled" });
      expect(await tasks.getTaskResult(id, CallToolResultSchema)).toMatchObject({
        structuredContent: { status: "cancelled" },
      });
      await client.close();
      expect(
        entries().filter(({ kind, correlation }) => kind === "approval.cancelled" && correlation === id),
      ).toHaveLength(1);
    });

    it("gets what it asked for as a task and need not wait for as one that has ended", async () => {
      const client = await connectOld(where());
      const { tasks } = client.experimental;
      const idOf = async (sql: string, status: string) => {
        const created = await client.callTool({ name: "query", arguments: { sql } }, undefined, { task: { ttl: 1 } });
        expect(created["task"]).toMatchObject({ status });
        return String(Reflect.get(Object(created["task"]), "taskId"));
      };
      const read = await idOf("SELECT email, id FROM customers ORDER BY id", "completed");
      expect(await tasks.getTaskResult(read, CallToolResultSchema)).toMatchObject({
        structuredContent: { row_count: 3 },
      });
      const refused = await idOf("SELECT secret FROM hidden_stuff", "failed");
      expect(await tasks.getTaskResult(refused, CallToolResultSchema)).toMatchObject({ isError: true });
      const listed = (await tasks.listTasks()).tasks.map(({ taskId }) => taskId);
      expect(listed).toEqual(expect.arrayContaining([read, refused]));
      await expect(
        client.callTool({ name: "describe-schema", arguments: {} }, undefined, { task: {} }),
      ).rejects.toMatchObject({ code: -32601 });
      await client.close();
    });

    it("without a task sees no change", async () => {
      const client = await connectOld(where());
      expect(await client.callTool({ name: "query", arguments: risky("four") })).toMatchObject({
        structuredContent: { status: "pending_approval" },
      });
      await client.close();
    });

    it("sees no task of another caller [G-TASK-OWN]", async () => {
      const mine = await connectOld(where());
      const theirs = await connectOld(where("other"));
      const created = await mine.callTool({ name: "query", arguments: risky("five") }, undefined, { task: {} });
      const id = String(Reflect.get(Object(created["task"]), "taskId"));
      const { tasks } = theirs.experimental;
      expect((await tasks.listTasks()).tasks).toEqual([]);
      await expect(tasks.listTasks(id)).rejects.toMatchObject({ code: -32602 });
      await expect(tasks.getTask(id)).rejects.toMatchObject(UNKNOWN);
      await expect(tasks.getTaskResult(id, CallToolResultSchema)).rejects.toMatchObject(UNKNOWN);
      await expect(tasks.cancelTask(id)).rejects.toMatchObject(UNKNOWN);
      await expect(tasks.getTask("no task")).rejects.toMatchObject(UNKNOWN);
      expect(await mine.experimental.tasks.getTask(id)).toMatchObject({ status: "working" });
      await Promise.all([mine.close(), theirs.close()]);
    });
  });

  describe("a client of 2026-07-28", () => {
    it("gets a handle for a write that waits, and the result with the status when it is approved [G-TASK-OWN]", async () => {
      const { client, call, task } = await connectNew(where());
      const handle = await call("query", { ...risky("six"), wait_seconds: 60 });
      expect(handle).toMatchObject({
        resultType: "task",
        status: "working",
        ttlMs: null,
        pollIntervalMs: expect.any(Number),
        _meta: {
          "gatehouse/pending": { status: "pending_approval" },
          "gatehouse/ledger": { index: expect.any(Number) },
        },
      });
      const id = String(handle["taskId"]);
      expect(await task("tasks/get", id)).toMatchObject({ taskId: id, status: "working" });
      expect(await task("tasks/get", id)).not.toHaveProperty("result");
      expect(await decide(id)).toBe("decided");
      const done = {
        status: "completed",
        result: {
          structuredContent: {
            status: "executed",
            row_count: 3,
            rows: [
              [1, "six"],
              [3, "six"],
              [5, "six"],
            ],
          },
        },
      };
      expect(await task("tasks/get", id)).toMatchObject(done);
      expect(await task("tasks/get", id)).toMatchObject(done);
      expect(await task("tasks/update", id, { inputResponses: {} })).toBeDefined();
      await expect(task("tasks/update", "none", { inputResponses: {} })).rejects.toMatchObject(UNKNOWN);
      await client.close();
    });

    it("hears of a denial as the call would have said it", async () => {
      const { client, call, task } = await connectNew(where());
      const handle = await call("request-approval", { ...risky("seven") });
      expect(handle).toMatchObject({ resultType: "task" });
      expect(await decide(String(handle["taskId"]), "deny")).toBe("decided");
      expect(await task("tasks/get", handle["taskId"])).toMatchObject({
        status: "completed",
        result: { structuredContent: { status: "denied" } },
      });
      await client.close();
    });

    it("hears that the rows moved, as an error of the call and not of the protocol", async () => {
      const { client, call, task } = await connectNew(where());
      const handle = await call("query", risky("eight"));
      expect(await decide(String(handle["taskId"]))).toBe("decided");
      await shop.raw("UPDATE orders SET total = total + 1 WHERE id = 1");
      await until(async () => (await task("tasks/get", handle["taskId"]))["status"]).toBe("completed");
      expect(JSON.stringify((await task("tasks/get", handle["taskId"]))["result"])).toContain("stale");
      await client.close();
    });

    it("cancels by a wish that is always acknowledged, and is told how it ended", async () => {
      const { client, call, task } = await connectNew(where());
      const handle = await call("query", risky("nine"));
      const id = handle["taskId"];
      await task("tasks/cancel", id);
      await task("tasks/cancel", id);
      expect(await task("tasks/get", id)).toMatchObject({ status: "cancelled" });
      await expect(task("tasks/cancel", "none")).rejects.toMatchObject(UNKNOWN);
      await client.close();
    });

    it("is answered as ever where nothing waits", async () => {
      const { client, call } = await connectNew(where());
      expect(await call("query", { sql: "SELECT id FROM customers ORDER BY id" })).toMatchObject({
        structuredContent: { rows: [[1], [2], [3]] },
      });
      expect(await call("query", { sql: "SELECT nothing FROM customers" })).toMatchObject({ isError: true });
      await client.close();
    });

    it("that has not announced tasks sees none, and none of another caller's [G-TASK-OWN]", async () => {
      const mine = await connectNew(where());
      const handle = await mine.call("query", risky("ten"));
      const plain = await connectNew(where(), { tasks: false });
      expect(await plain.call("query", risky("ten"))).toMatchObject({
        structuredContent: { status: "pending_approval", request: handle["taskId"] },
      });
      for (const method of ["tasks/get", "tasks/cancel", "tasks/update"]) {
        await expect(plain.task(method, handle["taskId"])).rejects.toMatchObject({ code: -32021 });
      }
      const theirs = await connectNew(where("other"));
      for (const method of ["tasks/get", "tasks/cancel", "tasks/update"]) {
        await expect(theirs.task(method, handle["taskId"])).rejects.toMatchObject(UNKNOWN);
      }
      expect(await mine.task("tasks/get", handle["taskId"])).toMatchObject({ status: "working" });
      await Promise.all([mine, plain, theirs].map(({ client }) => client.close()));
    });
  });

  it("polls that changed nothing are counted in the next entry about their task [G-LEDGER-EVERY-CALL]", async () => {
    const { client, call, task } = await connectNew(where());
    const id = String((await call("query", { ...risky("polled"), wait_seconds: 60 }))["taskId"]);
    const polled = () => entries().filter(({ tool, detail }) => tool === "tasks/get" && detail?.["request"] === id);
    const metas = new Set<string>();
    for (let poll = 0; poll < 30; poll++) metas.add(JSON.stringify((await task("tasks/get", id))["_meta"]));
    expect(polled().map(({ detail }) => detail)).toEqual([{ request: id }]);
    expect(metas.size).toBe(1); // with the receipt of the entry that says the same
    const other = await connectNew(where());
    await other.task("tasks/get", id);
    await other.client.close();
    expect(polled()).toHaveLength(2);
    expect(await decide(id, "deny")).toBe("decided");
    expect(await task("tasks/get", id)).toMatchObject({ status: "completed" });
    expect(polled().map(({ detail }) => detail?.["polls"] ?? 0)).toEqual([0, 0, 29]);
    const next = String((await call("query", { ...risky("polled-again"), wait_seconds: 60 }))["taskId"]);
    for (let poll = 0; poll < 5; poll++) await task("tasks/get", next);
    await task("tasks/cancel", next);
    expect(entries().findLast(({ tool }) => tool === "tasks/cancel")?.detail).toEqual({ request: next, polls: 4 });
    const third = String((await call("query", { ...risky("polled-last"), wait_seconds: 60 }))["taskId"]);
    for (let poll = 0; poll < 8; poll++) await task("tasks/get", third);
    await client.close();
    await until(async () => entries().findLast(({ kind }) => kind === "server.stop")?.detail).toEqual({ polls: 7 });
  });

  it("each request about a task is an entry, with the request that it is about [G-LEDGER-EVERY-CALL]", () => {
    const recorded = entries().filter(({ kind, tool }) => kind === "call" && tool?.startsWith("tasks/") === true);
    const count = (tool: string, code: string | null) =>
      recorded.filter((entry) => entry.tool === tool && (entry.decision?.code ?? null) === code).length;
    for (const tool of ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "tasks/update"]) {
      expect(count(tool, null), tool).toBeGreaterThan(0);
    }
    for (const tool of ["tasks/get", "tasks/result", "tasks/cancel", "tasks/update"]) {
      expect(count(tool, "unknown-approval"), tool).toBeGreaterThan(0);
    }
    expect(count("tasks/get", "invalid-input")).toBe(1);
    const own = recorded.filter(({ tool, decision }) => tool !== "tasks/list" && decision?.effect !== "deny");
    expect(own.filter(({ detail }) => detail?.["request"] === undefined).length).toBeLessThanOrEqual(2);
  });
});
