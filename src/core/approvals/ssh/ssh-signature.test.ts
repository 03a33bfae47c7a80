import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { armor, makeTestKey, signText, type TestKeyType, unarmor } from "../../../../test/support/ssh-signer.ts";
import { nodeApprovalCrypto as primitives } from "../../../adapters/system/approval-crypto.ts";
import { KEY_ALGORITHMS, parseKeyLine } from "./ssh-public-key.ts";
import { verifySignature } from "./ssh-signature.ts";

const TEXT = "gatehouse-approval/v1\nrequest 1\n";
const verify = (armored: string, text = TEXT) =>
  verifySignature(armored, { message: primitives.utf8(text), primitives });
const faultOf = (armored: string, text = TEXT): string | null => {
  const verified = verify(armored, text);
  return verified.kind === "faulty" ? verified.fault : null;
};

const TYPES: readonly TestKeyType[] = [...KEY_ALGORITHMS];
const KEYS = new Map(TYPES.map((type) => [type, makeTestKey(type)]));
const keyOf = (type: TestKeyType) => KEYS.get(type) ?? makeTestKey(type);

describe.each(TYPES.map((type) => ({ type })))("a key of type $type", ({ type }) => {
  const key = keyOf(type);

  test("verifies a text that it signed, under either hash", () => {
    for (const hash of ["sha256", "sha512"] as const) {
      const verified = verify(signText(TEXT, key, { hash }));
      expect(verified).toMatchObject({
        kind: "verified",
        fingerprint: parseKeyLine(key.line, primitives)?.fingerprint,
      });
    }
  });

  test("[G-APPROVAL-SIGNED] no bit of a signature can be changed", () => {
    const blob = unarmor(signText(TEXT, key));
    for (let bit = 0; bit < blob.length * 8; bit += type === "ssh-rsa" ? 41 : 7) {
      const altered = Buffer.from(blob);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(faultOf(armor(altered)), `bit ${bit}`).not.toBeNull();
    }
  });

  test("does not verify another text", () => {
    expect(faultOf(signText(TEXT, key), `${TEXT} `)).toBe("not-of-this-text");
  });

  test("[G-APPROVAL-SIGNED] does not verify for another purpose", () => {
    expect(faultOf(signText(TEXT, key, { namespace: "git" }))).toBe("namespace");
  });

  test("lets nothing follow the signature, and nothing be reserved", () => {
    expect(faultOf(signText(TEXT, key, { trailing: Buffer.of(0) }))).toBe("format");
    expect(faultOf(signText(TEXT, key, { after: { raw: Buffer.of(0) } }))).toBe("format");
    expect(faultOf(signText(TEXT, key, { after: { numbers: Buffer.of(0) } }))).toBe("format");
    expect(faultOf(signText(TEXT, key, { reserved: "x" }))).toBe("format");
  });
});

const fixtureSchema = z.strictObject({
  text: z.string(),
  signatures: z.array(
    z.strictObject({ key: z.string(), fingerprint: z.string(), hash: z.string(), signature: z.string() }),
  ),
});
const fixture = fixtureSchema.parse(
  JSON.parse(readFileSync(new URL("../../../../cases/sshsig/made-by-ssh-keygen.json", import.meta.url), "utf8")),
);

test.each(fixture.signatures)("a signature by ssh-keygen verifies: $key ($hash)", ({ key, fingerprint, signature }) => {
  expect(verify(signature, fixture.text)).toMatchObject({
    kind: "verified",
    fingerprint,
    key: { line: key.replace(/ test$/, "") },
  });
  expect(faultOf(signature, `${fixture.text}\n`)).toBe("not-of-this-text");
});

test("RSA may use SHA-2 alone, and keys that cannot be factored", () => {
  expect(faultOf(signText(TEXT, keyOf("ssh-rsa"), { algorithm: "rsa-sha2-256" }))).toBeNull();
  expect(faultOf(signText(TEXT, keyOf("ssh-rsa"), { algorithm: "ssh-rsa" }))).toBe("algorithm");
  expect(parseKeyLine(makeTestKey("ssh-rsa", 1024).line, primitives)).toBeNull();
});

describe.each([{ type: "sk-ssh-ed25519@openssh.com" }, { type: "sk-ecdsa-sha2-nistp256@openssh.com" }] as const)(
  "a hardware key of type $type",
  ({ type }) => {
    test("[G-APPROVAL-TOUCHED] approves nothing when it was not touched", () => {
      for (const flags of [0, 4]) expect(faultOf(signText(TEXT, keyOf(type), { flags }))).toBe("not-touched");
    });

    test("says what it knows: touched, verified, counter", () => {
      expect(verify(signText(TEXT, keyOf(type), { flags: 5, counter: 4_000_000_000 }))).toMatchObject({
        hardware: { present: true, verified: true, counter: 4_000_000_000 },
      });
    });
  },
);

test.each([
  ["no armor", (armored: string) => armored.replaceAll("-", "")],
  ["text before", (armored: string) => `x\n${armored}`],
  ["text after", (armored: string) => `${armored}x`],
  ["no last line end", (armored: string) => armored.trimEnd()],
  ["other line ends", (armored: string) => armored.replaceAll("\n", "\r\n")],
  ["a space in the base64", (armored: string) => armored.replace("\nU1NIU0lH", "\nU1NI U0lH")],
  ["lines of other lengths", (armored: string) => armored.replace("\nU1NIU0lH", "\nU1NI\nU0lH")],
  ["another label", (armored: string) => armored.replaceAll("SSH SIGNATURE", "SSH SIGNATURES")],
])("[G-APPROVAL-SIGNED] armor with %s is refused", (_, alter) => {
  const armored = signText(TEXT, keyOf("ssh-ed25519"));
  expect(faultOf(armored)).toBeNull();
  expect(faultOf(alter(armored))).toBe("armor");
});

test("a key line is a type and its key, and nothing else of that name", () => {
  const { line } = keyOf("ssh-ed25519");
  expect(parseKeyLine(line, primitives)?.algorithm).toBe("ssh-ed25519");
  expect(parseKeyLine(line.replace("ssh-ed25519", "ssh-rsa"), primitives)).toBeNull();
  expect(parseKeyLine(line.replace("AAAA", "AAAB"), primitives)).toBeNull();
  expect(parseKeyLine("ssh-ed25519", primitives)).toBeNull();
  expect(parseKeyLine("", primitives)).toBeNull();
});
