import { expect, it } from "vitest";
import { digestOfToken, tokenSecrets } from "./token-secrets.ts";

it("what is kept of a token tells no part of it [G-TOKEN-NOWHERE]", () => {
  const { token, digest, id } = tokenSecrets.make();
  expect(token).toMatch(/^ght_[\w-]{43}$/);
  expect(digest).toBe(digestOfToken(token));
  const parts = Array.from({ length: token.length - 7 }, (_, at) => token.slice(at, at + 8));
  expect(parts.filter((part) => digest.includes(part) || id.includes(part))).toEqual([]);
  expect(tokenSecrets.make().token).not.toBe(token);
});
