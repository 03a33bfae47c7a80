import pg from "pg";
import { expect, it } from "vitest";
import { readError } from "./read-error.ts";

function said(code: string): unknown {
  const error = new pg.DatabaseError("of the value canary-1", 1, "error");
  error.code = code;
  const read = readError(error);
  return "kind" in read ? read.message : read.message.includes("canary");
}

it("passes a server's words on for class 42 alone, and of privileges not even there [G-READ-ERRORS-ARE-OURS]", () => {
  for (const code of ["42703", "42P01", "42883"]) expect(said(code)).toBe("of the value canary-1");
  for (const code of ["22P02", "22012", "23505", "21000", "P0001", "XX000", "42501", "57014"])
    expect(said(code)).toBeNull();
  for (const code of ["53300", "28P01", "08006", "57P01"]) expect(said(code)).toBe(false);
});
