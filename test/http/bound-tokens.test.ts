// Tokens that are bound to a key (DPoP, RFC 9449): which proofs are taken, each once, and where the policies take no other token.

import { createHash, randomUUID } from "node:crypto";
import {
  Client,
  ClientCredentialsProvider,
  DpopSession,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateRequest } from "../../src/entry/http/authenticate-request.ts";
import { readProject, readProjectPolicy } from "../../src/entry/wiring/project.ts";
import { bearer, type Said, send, toolCall } from "../support/http-server.ts";
import {
  CLIENT_SECRET,
  goodClaims,
  type IdentityProvider,
  makeKey,
  type ProviderKey,
  sign,
  startProvider,
} from "../support/identity-provider.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeShop, QUERY, type ServedHere, serveHere } from "../support/served-here.ts";

const GUARDED = `role: guarded
description: Reads masked rows, by bound tokens alone.
reads: masked
dpop: required
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
`;

/** How long the server gives out one nonce. */
const NONCE_SECONDS = 120;

let key: ProviderKey;
let holder: Awaited<ReturnType<typeof holderOf>>;
let thief: typeof holder;
let provider: IdentityProvider;
let project: Awaited<ReturnType<typeof makeShop>>;
let served: ServedHere;
/** The last that the server gave. */
let nonce = "";
const sent: string[] = [];

beforeAll(async () => {
  key = await makeKey("ES256", "k1");
  [holder, thief] = await Promise.all([holderOf(), holderOf()]);
  provider = await startProvider([key]);
  project = await makeShop(
    `issuers: [{ issuer: "${provider.issuer}" }]`,
    `identities:
  alice: { kind: human, roles: [data-owner] }
  nightly: { kind: service, owner: alice, roles: [analyst, guarded], known-by: [
    { issuer: "${provider.issuer}", client: nightly-job, claims: { groups: guarded }, role: guarded },
    { issuer: "${provider.issuer}", client: nightly-job }] }
`,
    { "guarded.yaml": GUARDED },
  );
  served = await serveHere(project.folder);
});
afterAll(async () => {
  await served.stop();
  await provider.stop();
  await project.remove();
});

async function holderOf() {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  return { ...pair, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
}

type Claims = Readonly<Record<string, unknown>>;

const now = () => Math.floor(served.now());
const token = (claims: Claims = {}) =>
  sign(
    { ...goodClaims(provider.issuer, served.url, served.now()), cnf: { jkt: holder.thumbprint }, ...claims },
    { key },
  );
const digestOf = (text: string) => createHash("sha256").update(text).digest("base64url");

function prove(of: string, claims: Claims = {}, header: Claims = {}, by = holder): Promise<string> {
  const said = { jti: randomUUID(), htm: "POST", htu: served.url, iat: now(), ath: digestOf(of), nonce, ...claims };
  return new SignJWT(said)
    .setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk: by.jwk, ...header })
    .sign(by.privateKey);
}

async function ask(of: string, proofs: readonly string[], scheme = "DPoP"): Promise<Said> {
  sent.push(of, ...proofs);
  const headers = { authorization: `${scheme} ${of}`, ...(proofs.length > 0 && { dpop: proofs }) };
  const said = await send(served, { headers, body: toolCall("query", QUERY) });
  const given = said.headers["dpop-nonce"];
  if (typeof given === "string") nonce = given;
  return said;
}
const calls = () => readEntries(`${project.folder}/.gatehouse/ledger.db`, "call");

describe("a token that is bound to a key", () => {
  it("is taken with a proof of the request, once it has the server's nonce, and each proof once [G-DPOP]", async () => {
    served.pass(NONCE_SECONDS - (served.now() % NONCE_SECONDS) + 10); // early in a nonce's time, whatever the hour
    const bound = await token();
    const first = await ask(bound, [await prove(bound, { nonce: undefined })]);
    expect(first).toMatchObject({ status: 401, body: { error: "use_dpop_nonce", rule: "proof-nonce" } });
    expect(first.headers["www-authenticate"]).toContain('DPoP realm="gatehouse", error="use_dpop_nonce"');
    expect(nonce).not.toBe("");
    const proof = await prove(bound);
    const said = await ask(bound, [proof]);
    expect(said.status, said.text).toBe(200);
    expect(calls().at(-1)).toMatchObject({ caller: { principal: "nightly", method: "oauth-dpop" } });
    expect(await ask(bound, [proof])).toMatchObject({ status: 401, body: { rule: "proof-replayed" } });
    served.pass(NONCE_SECONDS); // the next nonce is given out, and this one is still taken
    expect((await ask(bound, [await prove(bound)])).status).toBe(200);
    served.pass(500);
    expect((await ask(await token(), [await prove(await token())])).body).toMatchObject({ rule: "proof-token" });
    const late = await token();
    expect((await ask(late, [await prove(late, { nonce: "x" })])).body).toMatchObject({ rule: "proof-nonce" });
    expect((await ask(late, [await prove(late)])).status).toBe(200);
  });

  it.each([
    ["with a query and a fragment in its URL", () => ({ htu: `${served.url}?a=1#b` })],
    ["with its scheme in capitals", () => ({ htu: served.url.replace("http:", "HTTP:") })],
    ["of fifty seconds ago", () => ({ iat: now() - 50 })],
    ["that says when it ends, too", () => ({ exp: now() - 100 })],
  ] as const)("is taken with a proof %s [G-DPOP]", async (_, claims) => {
    const bound = await token();
    const said = await ask(bound, [await prove(bound, claims())]);
    expect(said.status, said.text).toBe(200);
  });

  const secret = () =>
    new SignJWT({ jti: "1" })
      .setProtectedHeader({ alg: "HS256", typ: "dpop+jwt", jwk: { ...{ kty: "oct", k: "AAAA" } } })
      .sign(new Uint8Array(32));
  const REFUSED: readonly (readonly [string, (of: string) => Promise<string>, string])[] = [
    ["that is none", async () => "a.b.c", "proof-form"],
    ["signed by a secret", secret, "proof-form"],
    ["of another type", (of) => prove(of, {}, { typ: "jwt" }), "proof-form"],
    ["without a key", (of) => prove(of, {}, { jwk: undefined }), "proof-key"],
    ["with a private key", async (of) => prove(of, {}, { jwk: await exportJWK(holder.privateKey) }), "proof-key"],
    ["signed by another key than it holds", (of) => prove(of, {}, { jwk: thief.jwk }), "proof-signature"],
    ["by a key that the token is not bound to", (of) => prove(of, {}, {}, thief), "proof-holder"],
    ["of another method", (of) => prove(of, { htm: "GET" }), "proof-method"],
    ["of the method in small letters", (of) => prove(of, { htm: "post" }), "proof-method"],
    ["of another path", (of) => prove(of, { htu: `${served.url}/x` }), "proof-url"],
    ["of another host", (of) => prove(of, { htu: "http://evil.example/mcp" }), "proof-url"],
    ["of another scheme", (of) => prove(of, { htu: served.url.replace("http:", "https:") }), "proof-url"],
    ["of an escaped path", (of) => prove(of, { htu: served.url.replace("mcp", "%6dcp") }), "proof-url"],
    ["of a URL with a user", (of) => prove(of, { htu: served.url.replace("//", "//u:p@") }), "proof-url"],
    ["of no URL", (of) => prove(of, { htu: "/mcp" }), "proof-url"],
    ["of another token", (of) => prove(of, { ath: digestOf("x") }), "proof-token"],
    ["of no token", (of) => prove(of, { ath: undefined }), "proof-token"],
    ["of two minutes ago", (of) => prove(of, { iat: now() - 120 }), "proof-time"],
    ["of two minutes from now", (of) => prove(of, { iat: now() + 120 }), "proof-time"],
    ["of no time", (of) => prove(of, { iat: undefined }), "proof-time"],
    ["without a name", (of) => prove(of, { jti: undefined }), "proof-name"],
    ["with a name of a kilobyte", (of) => prove(of, { jti: "x".repeat(1_000) }), "proof-name"],
    ["with a nonce of its own", (of) => prove(of, { nonce: "N-1" }), "proof-nonce"],
  ];
  it.each(REFUSED)("is refused with a proof %s, and nothing runs [G-DPOP]", async (_, make, rule) => {
    const bound = await token();
    const [before, proof] = [calls().length, await make(bound)];
    const said = await ask(bound, [proof]);
    expect(said.status, said.text).toBe(401);
    expect(said.body).toMatchObject({ rule });
    for (const part of [bound.slice(-40), proof.slice(-40)]) {
      expect(JSON.stringify([said.headers, said.text])).not.toContain(part.padEnd(6, "!"));
    }
    expect(calls()).toHaveLength(before);
  });

  it("is refused without a proof, with two, and as a bearer token, proof or not [G-DPOP]", async () => {
    const bound = await token();
    expect((await ask(bound, [])).body).toMatchObject({ error: "invalid_dpop_proof", rule: "proof-missing" });
    expect((await ask(bound, [await prove(bound), await prove(bound)])).status).toBe(400);
    expect((await ask(bound, [], "Bearer")).body).toMatchObject({ rule: "token-binding" });
    expect((await ask(bound, [await prove(bound)], "Bearer")).body).toMatchObject({ rule: "token-binding" });
    const free = await token({ cnf: undefined });
    expect((await ask(free, [await prove(free)])).body).toMatchObject({ rule: "token-binding" });
    expect((await ask(free, [], "Bearer")).status).toBe(200);
  });
});

const STILL = { now: () => 0, monotonic: () => 0 };

describe("more proofs than can be remembered", () => {
  it("are no fault of the token, nor of its issuer's keys: 503, and when to come again [G-DPOP]", async () => {
    const read = await readProject(`${project.folder}/gatehouse.yaml`);
    if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
    const policies = await readProjectPolicy(read);
    if (policies.kind === "problems") throw new Error(JSON.stringify(policies.problems));
    const sound = {
      ...{ issuer: provider.issuer, subject: "nightly-job", client: "nightly-job", actor: null, claims: {} },
      ...{ until: Number.MAX_SAFE_INTEGER, boundTo: "a thumbprint" },
    };
    const issued = {
      verifier: { verify: async () => ({ kind: "sound" as const, token: sound }), lacks: () => [] },
      proofs: { check: async () => "full" as const, nonce: () => null },
    };
    const gatehouse = { policy: () => policies.policy, renewPolicy: async () => undefined, clock: STILL };
    const lines = ["Authorization", "DPoP a.b.c", "DPoP", "d.e.f"];
    const said = await authenticateRequest(lines, { tokens: { find: async () => null }, issued, gatehouse });
    expect(said).toMatchObject({ kind: "rejected", status: 503, error: "temporarily_unavailable", retrySeconds: 30 });
    expect(said).toMatchObject({ description: expect.stringMatching(/proofs.*keep the token/) });
    expect(JSON.stringify(said)).not.toContain("keys of the token's issuer");
  });
});

describe("a role that wants bound tokens", () => {
  it("is not taken by another one, and by DPoP it is; no part of a proof is anywhere [G-DPOP-REQUIRED]", async () => {
    const free = await token({ cnf: undefined, groups: ["guarded"] });
    const said = await send(served, { headers: bearer(free), body: toolCall("query", QUERY) });
    expect(said).toMatchObject({ status: 401, body: { error: "invalid_token", rule: "token-unbound" } });
    expect(said.headers["www-authenticate"]).toMatch(/^DPoP realm="gatehouse", error="invalid_token"/);
    const bound = await token({ groups: ["guarded"] });
    expect((await ask(bound, [await prove(bound)])).status).toBe(200);
    expect(calls().at(-1)).toMatchObject({ caller: { role: "guarded", method: "oauth-dpop" } });
    const kept = JSON.stringify(calls()) + served.log();
    for (const text of sent) expect(kept).not.toContain(text.slice(-40).padEnd(6, "!"));
  });

  it("is reached by a client of the SDK that proves its key to provider and server [G-DPOP]", async () => {
    const strict = await makeShop(
      `issuers: [{ issuer: "${provider.issuer}", dpop: required }]`,
      `identities:
  alice: { kind: human, roles: [data-owner] }
  nightly: { kind: service, owner: alice, roles: [guarded], known-by: [{ issuer: "${provider.issuer}", client: nightly-job }] }
`,
      { "guarded.yaml": GUARDED },
    );
    const here = await serveHere(strict.folder);
    const session = DpopSession.create();
    class Proving extends ClientCredentialsProvider {
      dpop() {
        return session;
      }
    }
    const authProvider = new Proving({
      ...{ clientId: "nightly-job", clientSecret: CLIENT_SECRET, scope: "query" },
      expectedIssuer: provider.issuer,
    });
    const client = new Client({ name: "proves", version: "1" });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(here.url), { authProvider }));
      expect((await client.callTool({ name: "query", arguments: QUERY })).isError).not.toBe(true);
      await client.close();
      expect(readEntries(`${strict.folder}/.gatehouse/ledger.db`, "call").at(-1)).toMatchObject({
        caller: { principal: "nightly", role: "guarded", method: "oauth-dpop" },
      });
    } finally {
      await here.stop();
      await strict.remove();
    }
  });
});
