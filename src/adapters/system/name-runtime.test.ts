import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { nameRuntime } from "./name-runtime.ts";

describe("nameRuntime()", () => {
  it("says what Node says of itself, and leaves what is there", () => {
    nameRuntime();
    const said: unknown = Reflect.get(globalThis, "navigator");
    expect(said).toMatchObject({ userAgent: expect.stringMatching(/^Node\.js\/\d+$/) });
    nameRuntime();
    expect(Reflect.get(globalThis, "navigator")).toBe(said);
  });

  it("keeps the driver of PostgreSQL from loading Node's HTTP client", () => {
    const loaded = 'process.moduleLoadList.filter((name) => name.includes("undici/undici")).length';
    const script = `(${nameRuntime.toString()})(); require("pg"); console.log(${loaded})`;
    expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim()).toBe("0");
  });
});
