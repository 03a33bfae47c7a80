import { expect, it } from "vitest";
import { ownerName } from "./owner-name.ts";

it.each([
  ["alice", "alice"],
  ["DOMAIN\\al ice", "DOMAIN_al_ice"],
  ["claude", "owner"],
  ["", "owner"],
  ["1000", "owner"],
  ["null", "owner"],
  ["-", "owner"],
])("ownerName() makes of the account %j the identity %j", (account, identity) => {
  expect(ownerName(account)).toBe(identity);
});
