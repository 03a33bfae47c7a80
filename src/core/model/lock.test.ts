import { describe, expect, it } from "vitest";
import { findLock, type LockKind, type LockScope } from "./lock.ts";

const scope: LockScope = { principal: "claude", owner: "alice", roles: ["analyst"], database: "shop", data: true };
const held = (kind: LockKind, name: string, changed: Partial<LockScope> = {}) =>
  findLock([{ kind, name, entry: 1 }], { ...scope, ...changed }) !== null;

describe("findLock()", () => {
  it("keeps out the caller, and the agents of a person who is locked", () => {
    expect(held("caller", "claude")).toBe(true);
    expect(held("caller", "alice")).toBe(true);
    expect(held("caller", "bob")).toBe(false);
  });

  it("keeps out a role, and a database once it is chosen", () => {
    expect(held("role", "analyst")).toBe(true);
    expect(held("role", "claude")).toBe(false);
    expect(held("database", "shop")).toBe(true);
    expect(held("database", "shop", { database: null })).toBe(false);
  });

  it("lets those who read the ledger alone go on when every database is locked", () => {
    expect(held("everything", "")).toBe(true);
    expect(held("everything", "", { data: false })).toBe(false);
    expect(held("role", "analyst", { data: false })).toBe(true);
  });
});
