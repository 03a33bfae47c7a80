// Callers of different roles on one pool, in any order and at once: each gets what it gets alone, in its own name, and nobody else's session.

import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, INITIALIZE, send, toolCall } from "../support/http-server.ts";
import { goodClaims, type IdentityProvider, makeKey, sign, startProvider } from "../support/identity-provider.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { CLEAR, makeShop, type ServedHere, serveHere } from "../support/served-here.ts";

const STATEMENTS = [
  "SELECT email, country FROM people ORDER BY id",
  "SELECT count(*) AS c FROM people WHERE email LIKE 'ann%'",
  "SELECT upper(email) AS e FROM people",
] as const;
const CALLERS = ["alice", "claude", "carol"] as const;

let provider: IdentityProvider;
let project: Awaited<ReturnType<typeof makeShop>>;
let served: ServedHere;
const tokens = new Map<string, string>();
const sessions = new Map<string, string>();
const ids = new Map<string, number>();

beforeAll(async () => {
  const key = await makeKey("ES256", "k1");
  provider = await startProvider([key]);
  const of = (name: string) => `known-by: [{ issuer: "${provider.issuer}", subject: ${name}, client: ${name} }]`;
  project = await makeShop(
    `issuers: [{ issuer: "${provider.issuer}" }]`,
    `identities:
  alice: { kind: human, roles: [data-owner], ${of("alice")} }
  carol: { kind: human, roles: [compliance-auditor], ${of("carol")} }
  claude: { kind: agent, owner: alice, roles: [analyst], ${of("claude")} }
`,
  );
  served = await serveHere(project.folder);
  for (const name of CALLERS) {
    const claims = { ...goodClaims(provider.issuer, served.url), sub: name, client_id: name };
    tokens.set(name, await sign(claims, { key }));
    const begun = await send(served, { headers: headersOf(name), body: INITIALIZE });
    sessions.set(name, String(begun.headers["mcp-session-id"]));
  }
});
afterAll(async () => {
  await served.stop();
  await provider.stop();
  await project.remove();
});

function headersOf(name: string, session = sessions.get(name)): Record<string, string> {
  return { ...bearer(tokens.get(name) ?? ""), ...(session !== undefined && { "mcp-session-id": session }) };
}

/** The status, and what is in an answer but for its entry's number. */
async function ask(name: string, sql: string, session?: string): Promise<string> {
  const id = (ids.get(name) ?? 0) + 1; // the others have the same ones, and no session has one twice at once
  ids.set(name, id);
  const body = toolCall("query", { sql }, id);
  const said = await send(served, { headers: headersOf(name, session), body });
  const result: unknown = Reflect.get(said.body, "result");
  const content: unknown = Reflect.get(Object(result), "structuredContent");
  const rows: unknown = Reflect.get(Object(content), "rows");
  const error: unknown = Reflect.get(Object(result), "isError");
  return JSON.stringify([said.status, rows ?? null, error ?? false]);
}

describe("callers at once", () => {
  it("each get what they get alone, whatever the others ask at that moment [G-HTTP-CALLER-BY-TOKEN]", async () => {
    const alone = new Map<string, string>();
    for (const name of CALLERS) for (const sql of STATEMENTS) alone.set(`${name} ${sql}`, await ask(name, sql));
    expect(alone.get(`alice ${STATEMENTS[0]}`)).toContain(CLEAR);
    expect(alone.get(`claude ${STATEMENTS[0]}`)).toContain("email_");
    expect(alone.get(`carol ${STATEMENTS[0]}`)).not.toMatch(/email_|@/);
    expect(new Set(CALLERS.map((name) => alone.get(`${name} ${STATEMENTS[0]}`))).size).toBe(3);
    const asked = fc.record({ name: fc.constantFrom(...CALLERS), sql: fc.constantFrom(...STATEMENTS) });
    const before = readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call").length;
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 2, maxLength: 12 }), async (questions) => {
        calls += questions.length;
        const answers = await Promise.all(questions.map(({ name, sql }) => ask(name, sql)));
        expect(answers).toEqual(questions.map(({ name, sql }) => alone.get(`${name} ${sql}`)));
      }),
      { numRuns: 12 },
    );
    const entries = readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call").slice(before);
    expect(entries).toHaveLength(calls);
    const roles = new Set(entries.map(({ caller }) => `${caller?.principal} ${caller?.role}`));
    for (const each of roles)
      expect(["alice data-owner", "claude analyst", "carol compliance-auditor"]).toContain(each);
  });

  it("have no session but their own, at once too [G-HTTP-SESSION-GRANTS-NOTHING]", async () => {
    const pairs = CALLERS.flatMap((name) => CALLERS.map((other) => ({ name, other })));
    const answers = await Promise.all(pairs.map(({ name, other }) => ask(name, STATEMENTS[0], sessions.get(other))));
    answers.forEach((answer, place) => {
      const { name, other } = pairs[place] ?? { name: "", other: "" };
      expect(answer.startsWith(name === other ? "[200" : "[404"), `${name} with the session of ${other}`).toBe(true);
    });
  });
});
