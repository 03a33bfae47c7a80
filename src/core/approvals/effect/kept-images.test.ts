import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { areKept, digestImages, formatImages } from "./kept-images.ts";

const primitives = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest()),
  utf8: (text: string) => new TextEncoder().encode(text),
};

it("areKept() takes images by the digest of their entry alone", () => {
  const text = formatImages([{ a: 1 }], "nonce");
  expect(areKept(text, digestImages(text, primitives), primitives)).toBe(true);
  expect(areKept(formatImages([{ a: 2 }], "nonce"), digestImages(text, primitives), primitives)).toBe(false);
  // an entry that only says that there are some binds none
  for (const told of ["kept", "", "sha256:", null]) expect(areKept(text, told, primitives)).toBe(false);
});
