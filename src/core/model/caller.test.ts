import { expect, it } from "vitest";
import { Caller } from "./caller.ts";

it("announcedAs() is one value for a client that says the same of itself, and another for another", () => {
  const caller = Caller.authenticated({
    principal: "claude",
    kind: "agent",
    owner: "alice",
    role: "analyst",
    method: "configured",
    attributes: {},
    session: "s",
    client: null,
  });
  const first = caller.announcedAs({ name: "editor", version: "1" });
  expect(first.client).toEqual({ name: "editor", version: "1" });
  expect(caller.announcedAs({ name: "editor", version: "1" })).toBe(first);
  const second = caller.announcedAs({ name: "editor", version: "2" });
  expect(second.client).toEqual({ name: "editor", version: "2" });
  expect(caller.announcedAs(null).client).toBeNull();
  expect(caller.client).toBeNull();
});
