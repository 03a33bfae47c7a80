// Callers who are known by access tokens of a real authorization server: what is taken, what is refused and by which rule, what becomes of it
// when the server's keys change or cannot be had.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Client, ClientCredentialsProvider, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { EncryptJWT, exportJWK, exportSPKI, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processIo } from "../../src/entry/cli/terminal/io.ts";
import { explainToken } from "../../src/entry/cli/tokens/explain-token.ts";
import { bearer, INITIALIZE, type Said, send, toolCall } from "../support/http-server.ts";
import {
  CLIENT_SECRET,
  goodClaims,
  type IdentityProvider,
  makeKey,
  type ProviderKey,
  type Signing,
  sign,
  startProvider,
} from "../support/identity-provider.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { CLEAR, makeShop, QUERY, type ServedHere, serveHere } from "../support/served-here.ts";

let project: Awaited<ReturnType<typeof makeShop>>;
let provider: IdentityProvider;
let served: ServedHere;
let rsa: ProviderKey;
let elliptic: ProviderKey;
/** Of nobody's, by the name of the first. */
let foreign: ProviderKey;
/** Every token that was sent, and how often which rule refused one. */
const sent: string[] = [];
const refused = new Map<string, number>();

const ledger = () => join(project.folder, ".gatehouse", "ledger.db");
const calls = () => readEntries(ledger(), "call");

const IDENTITIES = (issuer: string) => `identities:
  alice: { kind: human, roles: [data-owner], known-by: [{ issuer: "${issuer}", subject: alice-sub }] }
  bob: { kind: human, roles: [data-owner], known-by: [{ issuer: "${issuer}", subject: bob-sub }] }
  claude: { kind: agent, owner: alice, roles: [analyst], known-by: [{ issuer: "${issuer}", client: claude-code }] }
  claude-of-bob: { kind: agent, owner: bob, roles: [analyst], known-by: [{ issuer: "${issuer}", client: claude-code, subject: bob-sub }] }
  nightly: { kind: service, owner: alice, roles: [analyst, data-owner], known-by: [
    { issuer: "${issuer}", client: nightly-job, claims: { groups: owners }, role: data-owner },
    { issuer: "${issuer}", client: nightly-job }] }
`;

beforeAll(async () => {
  [rsa, elliptic, foreign] = await Promise.all([
    makeKey("RS256", "k1"),
    makeKey("ES256", "k2"),
    makeKey("RS256", "k1"),
  ]);
  provider = await startProvider([rsa, elliptic]);
  project = await makeShop(`issuers: [{ issuer: "${provider.issuer}", scopes: [query] }]`, IDENTITIES(provider.issuer));
  served = await serveHere(project.folder);
});

afterAll(async () => {
  await provider.stop();
  await project.remove();
});

const PROOFS = `algs="ES256 EdDSA Ed25519 PS256 RS256"`;

type Claims = Readonly<Record<string, unknown>>;

const good = (more: Claims = {}) => ({ ...goodClaims(provider.issuer, served.url, served.now()), ...more });
const signed = (claims: Claims = {}, header: Signing["header"] = {}, key = rsa) => sign(good(claims), { key, header });

async function ask(token: string, at: Pick<ServedHere, "port"> = served): Promise<Said> {
  sent.push(token);
  const said = await send(at, { headers: bearer(token), body: toolCall("query", QUERY) });
  const rule = said.body["rule"];
  if (at === served && typeof rule === "string") refused.set(rule, (refused.get(rule) ?? 0) + 1);
  return said;
}

describe("a client that knows the URL alone", () => {
  it("is told where tokens come from, and finds its way in [G-RESOURCE-METADATA]", async () => {
    const none = await send(served, { body: INITIALIZE });
    const metadata = served.url.replace("/mcp", "/.well-known/oauth-protected-resource/mcp");
    expect(none.status).toBe(401);
    expect(none.headers["www-authenticate"]).toBe(
      `Bearer realm="gatehouse", ${where(metadata)}, DPoP realm="gatehouse", ${where(metadata)}, ${PROOFS}`,
    );
    for (const path of ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"]) {
      const said = await send(served, { method: "GET", path, headers: { origin: "https://page.example" } });
      expect(said.headers["access-control-allow-origin"]).toBe("*");
      expect(said.body).toEqual({
        resource: served.url,
        authorization_servers: [provider.issuer],
        scopes_supported: ["query"],
        bearer_methods_supported: ["header"],
        dpop_signing_alg_values_supported: ["ES256", "EdDSA", "Ed25519", "PS256", "RS256"],
        dpop_bound_access_tokens_required: false,
        resource_name: "Gatehouse",
      });
    }
    const away = await send(served, {
      method: "GET",
      path: "/.well-known/oauth-protected-resource",
      headers: { host: "x" },
    });
    expect(away.status).toBe(403);
    const authProvider = new ClientCredentialsProvider({
      clientId: "nightly-job",
      clientSecret: CLIENT_SECRET,
      scope: "query",
      expectedIssuer: provider.issuer,
    });
    const client = new Client({ name: "finds-its-way", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(new URL(served.url), { authProvider }));
    expect((await client.callTool({ name: "query", arguments: QUERY })).isError).not.toBe(true);
    await client.close();
    expect(calls().at(-1)).toMatchObject({ caller: { principal: "nightly" }, agent: { client: "finds-its-way" } });
    const kept = authProvider.tokens();
    if (kept !== undefined) sent.push(kept.access_token);
  });
});

describe("an access token", () => {
  it("that the authorization server gave makes its client the identity that the policies name [G-TOKEN-OF-ISSUER]", async () => {
    const answer = await provider.token("nightly-job", served.url);
    const said = await ask(await tokenIn(answer));
    expect(said.status, said.text).toBe(200);
    expect(said.text).toContain("email_");
    expect(said.text).not.toContain(CLEAR);
    expect(calls().at(-1)).toMatchObject({
      caller: { principal: "nightly", role: "analyst", method: "oauth", owner: "alice" },
    });
  });

  const TAKEN: readonly (readonly [string, () => Promise<string>, object])[] = [
    ["signed by another of its keys", () => signed({}, {}, elliptic), { principal: "nightly" }],
    ["that names no key", () => signed({}, { kid: undefined }, elliptic), { principal: "nightly" }],
    ["with typ as a media type", () => signed({}, { typ: "application/AT+JWT" }), { principal: "nightly" }],
    ["for several audiences", () => signed({ aud: ["x", served.url] }), { principal: "nightly" }],
    ["that expired 25 seconds ago", () => signed({ exp: Math.floor(served.now()) - 25 }), { principal: "nightly" }],
    ["that begins in 25 seconds", () => signed({ nbf: Math.floor(served.now()) + 25 }), { principal: "nightly" }],
    ["of a group that has another role", () => signed({ groups: ["x", "owners"] }), { role: "data-owner" }],
    ["of a person", () => signed({ sub: "alice-sub", client_id: "some-editor" }), { principal: "alice" }],
    [
      "of a person, used by her agent",
      () => signed({ sub: "alice-sub", client_id: "claude-code" }),
      { principal: "claude", owner: "alice" },
    ],
    [
      "of another person, used by the same client",
      () => signed({ sub: "bob-sub", client_id: "claude-code" }),
      { principal: "claude-of-bob", owner: "bob" },
    ],
    [
      "that an agent exchanged",
      () => signed({ sub: "bob-sub", client_id: "gateway", act: { sub: "claude-code", act: { sub: "some-editor" } } }),
      { principal: "claude-of-bob" },
    ],
    ["with azp for client_id", () => signed({ client_id: undefined, azp: "nightly-job" }), { principal: "nightly" }],
  ];
  it.each(TAKEN)("%s is whom the most exact rule names [G-TOKEN-OF-ISSUER]", async (_, token, caller) => {
    const said = await ask(await token());
    expect(said.status, said.text).toBe(200);
    expect(calls().at(-1)).toMatchObject({ caller });
  });

  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const at = (seconds: number) => Math.floor(served.now()) + seconds;
  const REFUSED: readonly (readonly [string, () => string | Promise<string>, string, 403?])[] = [
    ["that is opaque", () => "8wrkeDhR8TgVedGcJbz4xKd593jCvwZnFbKQHPpBylC", "token-form"],
    [
      "that the server gave without a resource",
      async () => tokenIn(await provider.token("nightly-job", null)),
      "token-form",
    ],
    ["that is not signed", () => `${base64({ alg: "none", typ: "at+jwt" })}.${base64(good())}.`, "token-form"],
    ["signed by none", () => `${base64({ alg: "none", typ: "at+jwt" })}.${base64(good())}.AAAA`, "token-algorithm"],
    [
      "signed by the public key as a secret",
      async () =>
        new SignJWT(good())
          .setProtectedHeader({ alg: "HS256", kid: "k1", typ: "at+jwt" })
          .sign(Buffer.from(await exportSPKI(rsa.publicKey))),
      "token-algorithm",
    ],
    [
      "that is encrypted",
      () => new EncryptJWT(good()).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(new Uint8Array(32)),
      "token-form",
    ],
    ["whose claims are a list", () => `${base64({ alg: "RS256", typ: "at+jwt" })}.${base64([1])}.AAAA`, "token-form"],
    ["signed by another key of that name", () => signed({}, {}, foreign), "token-signature"],
    [
      "signed by the key in its header",
      async () => signed({}, { jwk: await exportJWK(foreign.publicKey) }, foreign),
      "token-signature",
    ],
    [
      "signed by a key at a URL of its own",
      () => signed({}, { kid: "e", jku: "http://evil.example/jwks" }),
      "token-key",
    ],
    ["signed by a key of another kind", () => signed({}, { kid: "k1" }, elliptic), "token-key"],
    ["signed by a key that nobody knows", () => signed({}, { kid: "zzz" }), "token-key"],
    ["with an extension", () => signed({}, { crit: ["x"], x: 1 }), "token-header"],
    ["whose signature is cut", async () => (await signed()).slice(0, -6), "token-signature"],
    ["whose claims were changed", async () => changed(await signed()), "token-signature"],
    ["with padding", async () => `${await signed()}=`, "token-form"],
    ["for another audience", () => signed({ aud: "https://other.example" }), "token-audience"],
    ["for the audience with a slash", () => signed({ aud: `${served.url}/` }), "token-audience"],
    ["for the audience in capitals", () => signed({ aud: served.url.toUpperCase() }), "token-audience"],
    ["for no audience", () => signed({ aud: [] }), "token-audience"],
    ["without an audience", () => signed({ aud: undefined }), "token-claim"],
    ["of an issuer with a slash", () => signed({ iss: `${provider.issuer}/` }), "token-issuer"],
    ["without an issuer", () => signed({ iss: undefined }), "token-issuer"],
    ["that expired 31 seconds ago", () => signed({ exp: at(-31) }), "token-expired"],
    ["that never expires", () => signed({ exp: undefined }), "token-claim"],
    ["whose end is a text", () => signed({ exp: String(at(300)) }), "token-claim"],
    ["that expires after the sun", () => signed({ exp: 1e300 }), "token-claim"],
    ["for a year", () => signed({ exp: at(31_536_000) }), "token-lifetime"],
    ["that begins in five minutes", () => signed({ nbf: at(300) }), "token-early"],
    ["that is given in five minutes", () => signed({ iat: at(300), exp: at(600) }), "token-early"],
    ["that was given at no time", () => signed({ iat: undefined }), "token-claim"],
    ["of nobody", () => signed({ sub: undefined }), "token-claim"],
    ["of a number", () => signed({ sub: 7 }), "token-claim"],
    ["of an empty name", () => signed({ sub: "" }), "token-claim"],
    ["of no client", () => signed({ client_id: undefined }), "token-claim"],
    ["of two clients", () => signed({ azp: "claude-code" }), "token-claim"],
    ["of an actor that is none", () => signed({ act: "claude-code" }), "token-claim"],
    [
      "of another issuer's actor",
      () => signed({ act: { sub: "nightly-job", iss: "https://x.example" } }),
      "token-claim",
    ],
    ["that is an ID token by its nonce", () => signed({ nonce: "n" }), "token-identity"],
    ["that is an ID token by its hash", () => signed({ at_hash: "x" }), "token-identity"],
    ["that is for signing out", () => signed({}, { typ: "logout+jwt" }), "token-type"],
    ["that says it is any JWT", () => signed({}, { typ: "JWT" }), "token-type"],
    ["that does not say what it is", () => signed({}, { typ: undefined }), "token-type"],
    ["that is bound to a key", () => signed({ cnf: { jkt: "x" } }), "token-binding"],
    ["that is bound to a certificate", () => signed({ cnf: { "x5t#S256": "x" } }), "token-binding"],
    ["that is bound to nothing known", () => signed({ cnf: {} }), "token-binding"],
    ["without the scope", () => signed({ scope: "queryx other" }), "token-scope", 403],
    ["of a person nobody knows", () => signed({ sub: "eve-sub", client_id: "some-editor" }), "token-nobody", 403],
    ["of a client nobody knows", () => signed({ sub: "other-job", client_id: "other-job" }), "token-nobody", 403],
    ["of an agent for somebody else", () => signed({ sub: "eve-sub", client_id: "claude-code" }), "token-person", 403],
    [
      "of a person by a client that is no agent of theirs",
      () => signed({ sub: "bob-sub", client_id: "nightly-job" }),
      "token-person",
      403,
    ],
  ];
  const REFUSED_WITH_STATUS = REFUSED.map(([what, make, rule, status = 401]) => [what, make, rule, status] as const);
  it.each(REFUSED_WITH_STATUS)("%s is refused, and nothing runs [G-TOKEN-OF-ISSUER]", async (_, make, rule, status) => {
    const before = calls().length;
    served.pass(60); // the issuer is asked again for keys that nobody knows
    const token = await make();
    const said = await ask(token);
    expect(said.status, said.text).toBe(status);
    const denied = rule === "token-scope" ? "insufficient_scope" : "access_denied";
    const fault = status === 401 ? "invalid_token" : denied;
    expect(said.body).toMatchObject({
      error: fault,
      rule,
      error_description: expect.stringMatching(/^The token.*\.$/),
    });
    const challenge = said.headers["www-authenticate"];
    if (fault === "access_denied") expect(challenge).toBeUndefined();
    else {
      const metadata = served.url.replace("/mcp", "/.well-known/oauth-protected-resource/mcp");
      expect(challenge).toBe(
        `Bearer realm="gatehouse", error="${fault}", error_description="${String(said.body["error_description"])}", ${where(metadata)}, DPoP realm="gatehouse", ${where(metadata)}, ${PROOFS}`,
      );
    }
    for (const part of partsOf(token)) expect(JSON.stringify([said.headers, said.text])).not.toContain(part);
    expect(calls()).toHaveLength(before);
  });

  it("that is too long is refused, before anything of it is read", async () => {
    expect((await ask(await signed({ pad: "x".repeat(8_000) }))).status).toBe(400);
    expect((await ask(await signed({ pad: "x".repeat(20_000) }))).status).toBe(431);
  });

  it("is no credential in the URL or beside another one", async () => {
    const token = await signed();
    expect((await send(served, { path: `/mcp?access_token=${token}`, body: INITIALIZE })).status).toBe(400);
    const twice = { authorization: [`Bearer ${token}`, `Bearer ${token}`] };
    expect((await send(served, { headers: twice, body: INITIALIZE })).status).toBe(400);
  });
});

describe("the issuer's keys", () => {
  let own: Awaited<ReturnType<typeof makeKey>>;
  let issuing: IdentityProvider;
  let shop: typeof project;
  let here: ServedHere;
  const port = () => Number(new URL(issuing.issuer).port);
  const token = (key: ProviderKey, claims: Claims = {}) =>
    sign({ ...goodClaims(issuing.issuer, here.url, here.now()), ...claims }, { key });
  const asked = async (signedBy: ProviderKey) => (await ask(await token(signedBy), here)).status;

  beforeAll(async () => {
    own = await makeKey("ES256", "first");
    issuing = await startProvider([own]);
    shop = await makeShop(
      `issuers: [{ issuer: "${issuing.issuer}", last-good: 1h }, { issuer: "${provider.issuer}", audience: "https://two.example" }]`,
      `identities:
  alice: { kind: human, roles: [data-owner] }
  one: { kind: service, owner: alice, roles: [analyst], known-by: [{ issuer: "${issuing.issuer}", client: nightly-job }] }
  two: { kind: service, owner: alice, roles: [analyst], known-by: [{ issuer: "${provider.issuer}", client: nightly-job }] }
`,
    );
  });
  afterAll(async () => {
    await here.stop();
    await shop.remove();
  });

  it("that cannot be had are 503, never 401: at a cold start, which is none the less one [G-KEYS-LAST-GOOD]", async () => {
    const at = port();
    await issuing.stop();
    here = await serveHere(shop.folder);
    for (let tried = 0; tried < 3; tried++) {
      const said = await ask(await token(own), here);
      expect(said).toMatchObject({ status: 503, body: { error: "temporarily_unavailable" } });
      expect(Number(said.headers["retry-after"])).toBeGreaterThan(0);
      expect(said.headers["www-authenticate"]).toBeUndefined();
    }
    expect(here.log().match(/cannot be fetched/g)).toHaveLength(1);
    issuing = await startProvider([own], at);
    here.pass(2);
    expect(await asked(own)).toBe(200);
    expect(here.log()).toContain("can be fetched again");
  });

  it("are fetched once for many tokens, however many name keys that there are not [G-KEYS-LAST-GOOD]", async () => {
    const before = issuing.asked();
    const unknown = { ...own, kid: "not-there" };
    const many = await Promise.all(Array.from({ length: 20 }, () => asked(unknown)));
    expect(many.every((status) => status === 401 || status === 503)).toBe(true);
    here.pass(3);
    await Promise.all(Array.from({ length: 20 }, () => asked(unknown)));
    await Promise.all(Array.from({ length: 20 }, () => asked(own)));
    expect(issuing.asked() - before).toBeLessThanOrEqual(2);
    here.pass(60);
    expect(await asked(unknown)).toBe(401);
  });

  it("change: a new one is taken at once, and one that is gone no more, cached tokens included [G-KEYS-LAST-GOOD]", async () => {
    const [old, at] = [await token(own), port()];
    expect((await ask(old, here)).status).toBe(200);
    const next = await makeKey("ES256", "second");
    await issuing.stop();
    issuing = await startProvider([next], at);
    here.pass(60);
    expect(await asked(next)).toBe(200);
    expect(await ask(old, here)).toMatchObject({ status: 401, body: { rule: "token-key" } });
    own = next;
  });

  it("are used through an outage for as long as they may be, and then nobody can tell [G-KEYS-LAST-GOOD]", async () => {
    const at = port();
    await issuing.stop();
    here.pass(1_800);
    expect(await asked(own)).toBe(200);
    expect(await asked({ ...own, kid: "new" })).toBe(503);
    here.pass(1_790);
    expect(await asked(own)).toBe(200);
    const cached = await token(own, { exp: Math.floor(here.now()) + 3_600 });
    expect((await ask(cached, here)).status).toBe(200);
    here.pass(60);
    expect(await asked(own)).toBe(503);
    expect((await ask(cached, here)).status).toBe(503);
    issuing = await startProvider([own], at);
    here.pass(60);
    expect((await ask(cached, here)).status).toBe(200);
  });

  it("are each issuer's own: the same subject of two issuers is two callers [G-TOKEN-OF-ISSUER]", async () => {
    const claims = () => ({ ...goodClaims(provider.issuer, "https://two.example", here.now()) });
    const principal = () => readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "call").at(-1)?.caller?.principal;
    expect((await ask(await sign(claims(), { key: rsa }), here)).status).toBe(200);
    expect(principal()).toBe("two");
    expect(await asked(own)).toBe(200);
    expect(principal()).toBe("one");
    for (const [key, more, rule] of [
      [rsa, { iss: issuing.issuer, aud: here.url }, "token-key"],
      [own, {}, "token-key"],
      [rsa, { aud: here.url }, "token-audience"],
    ] as const) {
      here.pass(60);
      expect((await ask(await sign({ ...claims(), ...more }, { key }), here)).body).toMatchObject({ rule });
    }
    await issuing.stop();
  });
});

describe("gatehouse token explain", () => {
  it("says what a server would, what a token lacks and what to send, and prints nothing of it [G-TOKEN-NOWHERE]", async () => {
    const url = "https://db.example.com/mcp";
    const shop = await makeShop(
      `public-url: "${url}", issuers: [{ issuer: "${provider.issuer}" }]`,
      IDENTITIES(provider.issuer),
    );
    const config = join(shop.folder, "gatehouse.yaml");
    const explain = async (token: string) => {
      const lines: string[] = [];
      const said: unknown[] = [];
      const keep = (...more: readonly string[]) => void lines.push(...more);
      const io = { ...processIo, color: false, out: keep, err: keep, json: (value: unknown) => void said.push(value) };
      const input = () => Readable.from([`${token}\n`]);
      const status = await explainToken({ config }, { io, input: input() });
      await explainToken({ config, json: true }, { io, input: input() });
      const all = JSON.stringify([lines, said]);
      for (const part of [...partsOf(token), "alice-sub", "eve-sub"]) expect(all).not.toContain(part);
      return { status, lines, said };
    };
    const claims = (more: Claims = {}) => ({ ...goodClaims(provider.issuer, url), ...more });
    const make = (more: Claims = {}) => sign(claims(more), { key: rsa });
    try {
      expect(await explain(await make())).toMatchObject({
        status: 0,
        lines: ["taken as nightly in the role analyst"],
        said: [{ taken: true, identity: "nightly", role: "analyst", bound: false }],
      });
      expect((await explain(await make({ cnf: { jkt: "x" } }))).lines[0]).toContain("bound to a key");
      expect((await explain("ght_0123456789012345678901234567890123456789012")).lines[0]).toContain("not-accepted");
      for (const [token, rule, words] of [
        ["opaque-0123456789-0123456789", "token-form", "resource parameter"],
        [await make({ aud: "https://other.example" }), "token-audience", "public-url"],
        [await make({ exp: 1_700_000_000, iat: 1_699_999_000 }), "token-expired", "new one"],
        [await make({ iat: undefined, client_id: undefined }), "token-claim", "It lacks iat, client_id or azp."],
        [await make({ sub: "eve-sub", client_id: "some-editor" }), "token-nobody", "known-by"],
        [await make({ sub: "eve-sub", client_id: "claude-code" }), "token-person", "of its own"],
      ] as const) {
        const { status, lines, said } = await explain(token);
        expect({ status, said }).toMatchObject({ status: 1, said: [{ taken: false, rule }] });
        expect(lines.join(" ")).toContain(words);
      }
    } finally {
      await shop.remove();
    }
  });
});

describe("what became of it", () => {
  it("a change of the policies counts with the next request, and a call under way is not answered [G-TOKEN-OF-ISSUER]", async () => {
    const token = await signed();
    expect((await ask(token)).status).toBe(200);
    const file = join(project.folder, "policies", "identities.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replaceAll("client: nightly-job", "client: nobodys-job"));
    expect((await ask(token)).body).toMatchObject({ rule: "token-nobody" });
    writeFileSync(file, text);
    expect((await ask(token)).status).toBe(200);
  });

  it("what was refused is counted by rule, and no part of a token is anywhere [G-TOKEN-NOWHERE]", async () => {
    await served.stop();
    const counted = new Map<string, number>();
    for (const { detail } of readEntries(ledger(), "http.refused")) {
      for (const [rule, count] of Object.entries(detail ?? {})) {
        if (rule.startsWith("token-")) counted.set(rule, (counted.get(rule) ?? 0) + Number(count));
      }
    }
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(refused));
    const kept = ["ledger.db", "ledger.db-wal"].map((name) => {
      const path = join(project.folder, ".gatehouse", name);
      return existsSync(path) ? readFileSync(path, "latin1") : "";
    });
    const everything = [...kept, served.log()].join("\n");
    for (const token of sent) for (const part of partsOf(token)) expect(everything).not.toContain(part);
  });
});

async function tokenIn(answer: Response): Promise<string> {
  return String(Reflect.get(Object(await answer.json()), "access_token"));
}

function where(metadata: string): string {
  return `scope="query", resource_metadata="${metadata}"`;
}

/** Pieces that stand in no other text. */
function partsOf(token: string): readonly string[] {
  return [token.slice(-40), token.slice(token.length / 2, token.length / 2 + 30)].filter((part) => part.length > 20);
}

/** Another subject under the same signature. */
function changed(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  return [header, Buffer.from(JSON.stringify({ ...claims, sub: "alice-sub" })).toString("base64url"), signature].join(
    ".",
  );
}
