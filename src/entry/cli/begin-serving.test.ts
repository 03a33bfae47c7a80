import { expect, it } from "vitest";
import { FoldedPolls, OpenCalls } from "../../gate/calls.ts";
import { endServing } from "./begin-serving.ts";

it("a server that ends records the calls that are under way before it closes the ledger [G-LEDGER-EVERY-CALL]", async () => {
  const openCalls = new OpenCalls();
  const happened: string[] = [];
  for (let call = 0; call < 2; call++) openCalls.begin();
  const ended = endServing({
    gatehouse: { openCalls, polls: new FoldedPolls() },
    record: async (kind) => void happened.push(kind),
    close: async () => void happened.push("closed"),
  });
  for (const call of ["first", "second"]) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    happened.push(call);
    openCalls.end();
  }
  await ended;
  expect(happened).toEqual(["first", "second", "server.stop", "closed"]);
});
