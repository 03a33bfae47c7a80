import { describe, expect, it } from "vitest";
import { checkClaims, type IssuerRules } from "./access-token.ts";
import { checkProof } from "./dpop-proof.ts";

const NOW = 1_800_000_000;
const REQUEST = { method: "POST", tokenDigest: "digest", isTarget: (url: string) => url === "https://db.example/mcp" };
const PROOF = { htm: "POST", htu: "https://db.example/mcp", iat: NOW, jti: "one", ath: "digest" };

describe("checkProof()", () => {
  it("takes a proof of the request", () => {
    expect(checkProof(PROOF, REQUEST, NOW)).toBeNull();
  });

  it.each([
    ["another method", { htm: "GET" }, "proof-method"],
    ["another URL", { htu: "https://other.example/mcp" }, "proof-url"],
    ["another time", { iat: NOW - 61 }, "proof-time"],
    ["no name", { jti: "" }, "proof-name"],
    ["another token", { ath: "another" }, "proof-token"],
    ["no token", { ath: undefined }, "proof-token"],
  ])("takes none of %s [G-DPOP]", (_, changed, fault) => {
    expect(checkProof({ ...PROOF, ...changed }, REQUEST, NOW)).toBe(fault);
  });
});

it("an issuer whose tokens have to be bound gives no other one [G-DPOP-REQUIRED]", () => {
  const rules: IssuerRules = {
    issuer: "https://id.example",
    audiences: ["mcp"],
    algorithms: ["ES256"],
    typ: "at+jwt",
    requiredClaims: [],
    scopes: [],
    boundAlone: true,
    maxLifetimeSeconds: 3_600,
    clockSkewSeconds: 0,
    subjectClaim: "sub",
    clientClaims: ["client_id"],
  };
  const claims = { iss: rules.issuer, aud: "mcp", sub: "ann", client_id: "c", iat: NOW, exp: NOW + 60 };
  expect(checkClaims(claims, rules, NOW)).toBe("token-unbound");
  expect(checkClaims({ ...claims, cnf: { jkt: "A".repeat(43) } }, rules, NOW)).toMatchObject({ subject: "ann" });
  expect(checkClaims(claims, { ...rules, boundAlone: false }, NOW)).toMatchObject({ boundTo: null });
});
