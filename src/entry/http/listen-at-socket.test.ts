import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { listenAtSocket } from "./listen-at-socket.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-socket-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listenAt = (path: string, access: "owner" | "group" = "owner") =>
  listenAtSocket((_, response) => void response.end(), { path, access, broken: () => undefined });

describe("listenAtSocket()", () => {
  it.each([
    ["owner", 0o600],
    ["group", 0o660],
  ] as const)(
    "makes a file for its %s, whatever the umask, and takes it away at the end [G-SOCKET-MODE]",
    async (access, mode) => {
      const path = join(folder, `${access}.sock`);
      const umask = process.umask(0);
      const listening = listenAt(path, access);
      const [at, left] = [lstatSync(path, { throwIfNoEntry: false }), process.umask(umask)];
      expect([undefined, 0o600]).toContain(at && at.mode & 0o777);
      expect(left).toBe(0);
      const server = await listening;
      expect(statSync(path).mode & 0o777).toBe(mode);
      await new Promise((resolve) => server.close(resolve));
      expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
    },
  );

  it("takes no socket from a server that answers, nor a file that is none [G-SOCKET-MODE]", async () => {
    const [path, plain, link] = ["own.sock", "plain", "link"].map((name) => join(folder, name));
    if (path === undefined || plain === undefined || link === undefined) throw new RangeError("three paths");
    const own = createServer();
    await new Promise<void>((resolve) => own.listen(path, resolve));
    writeFileSync(plain, "mine");
    symlinkSync(path, link);
    await expect(listenAt(path)).rejects.toMatchObject({ message: expect.stringContaining("of another server") });
    await expect(listenAt(plain)).rejects.toMatchObject({ message: expect.stringContaining("no socket") });
    await expect(listenAt(link)).rejects.toMatchObject({ message: expect.stringContaining("no socket") });
    await new Promise((resolve) => own.close(resolve));
  });

  it("is in no folder in which anybody could put another in its place [G-SOCKET-MODE]", async () => {
    const open = join(folder, "open");
    mkdirSync(open);
    chmodSync(open, 0o777);
    await expect(listenAt(join(open, "s"))).rejects.toMatchObject({ message: expect.stringContaining("can write") });
    for (const mode of [0o1777, 0o775, 0o2775, 0o1770]) {
      chmodSync(open, mode);
      await expect(listenAt(join(open, "s")), mode.toString(8)).rejects.toMatchObject({
        message: expect.stringContaining("others can write"),
      });
    }
    symlinkSync(open, join(folder, "leads-there"));
    await expect(listenAt(join(folder, "leads-there", "s"))).rejects.toMatchObject({ code: "config-invalid" });
    chmodSync(open, 0o755);
    const server = await listenAt(join(folder, "leads-there", "s"));
    await new Promise((resolve) => server.close(resolve));
    await expect(listenAt(join(folder, "none", "s"))).rejects.toMatchObject({
      message: expect.stringContaining("no folder"),
    });
    await expect(listenAt(join(folder, "x".repeat(120)))).rejects.toMatchObject({ code: "config-invalid" });
  });
});
