// Texts of the way in over HTTP whose removal is noticed. The tests run the program as it is built.

import type { CutDefence } from "./cut-defence.ts";

const SERVED = "test/http/serve-http.test.ts";
const TOKENS = "test/http/access-tokens.test.ts";
const ADMIT = "entry/http/admit.ts";
const KNOWN = "entry/http/authenticate-request.ts";

export const HTTP_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-HTTP-ADMITS-LITTLE",
    name: "the names that requests may be for",
    cuts: [[ADMIT, "|| !hosts.has(name)) {", ") {"]],
    test: SERVED,
    titled: "for another host is refused",
    slow: true,
  },
  {
    guarantee: "G-HTTP-ADMITS-LITTLE",
    name: "the pages that may call",
    cuts: [[ADMIT, "from.some((origin) => !origins.has(origin.toLowerCase())) ||", ""]],
    test: SERVED,
    titled: "from another page is refused",
    slow: true,
  },
  {
    guarantee: "G-HTTP-ADMITS-LITTLE",
    name: "that nothing is taken from the URL",
    cuts: [[ADMIT, "if (url === path) return null;", "if (url.split('?')[0] === path) return null;"]],
    test: SERVED,
    titled: "both is refused",
    slow: true,
  },
  {
    guarantee: "G-HTTP-CALLER-BY-TOKEN",
    name: "that a token is known here",
    cuts: [
      [
        KNOWN,
        "const token = await tokens.find(digest);",
        `const token = (await tokens.find(digest)) ?? { identity: "claude", role: null, expires: "9999" };`,
      ],
    ],
    test: SERVED,
    titled: "a token that nobody made is refused",
    slow: true,
  },
  {
    guarantee: "G-HTTP-CALLER-BY-TOKEN",
    name: "that there is one token in a request",
    cuts: [["core/identity/read-credentials.ts", "if (values.length > 1)", "if (false)"]],
    test: SERVED,
    titled: "two tokens is refused",
    slow: true,
  },
  {
    guarantee: "G-HTTP-BOUNDED",
    name: "the bound of a body",
    cuts: [["entry/http/read-body.ts", "if (bytes > LARGEST_BODY)", "if (false)"]],
    test: SERVED,
    titled: "that is longer than is read",
    slow: true,
  },
  {
    guarantee: "G-HTTP-BOUNDED",
    name: "the bound of headers",
    cuts: [["entry/http/listen.ts", "maxHeaderSize: 16_384,", "maxHeaderSize: 1_000_000,"]],
    test: SERVED,
    titled: "with headers of 20 kB",
    slow: true,
  },
  {
    guarantee: "G-HTTP-BOUNDED",
    name: "how many calls of one caller are under way",
    cuts: [["entry/http/underway.ts", "return count < MOST_OF_ONE;", "return true;"]],
    test: SERVED,
    titled: "one caller's slow bodies",
    slow: true,
  },
  {
    guarantee: "G-HTTP-SESSION-GRANTS-NOTHING",
    name: "that a session is opened for whom it was made alone",
    cuts: [["entry/http/session-seal.ts", "return p === holder && e >", "return e >"]],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-HTTP-SESSION-GRANTS-NOTHING",
    name: "the seal of a session",
    cuts: [["entry/http/session-seal.ts", " || !timingSafeEqual(given, wanted)", ""]],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-HTTP-CANCELLED",
    name: "that a call is cancelled in its own session alone",
    cuts: [["entry/http/underway.ts", "return JSON.stringify([session, id]);", "return JSON.stringify(id);"]],
    test: SERVED,
    titled: "by its client's notification",
    slow: true,
  },
  {
    guarantee: "G-HTTP-NO-OPEN-TOKENS",
    name: "the refusal to take tokens unencrypted from elsewhere",
    cuts: [
      [
        "entry/http/serve-http.ts",
        "refuseOpenTokens(settings);",
        "if (!isLoopback(settings.listen)) throw new Error('it would have been served');",
      ],
    ],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-TOKEN-ENDS",
    name: "the expiry of a token",
    cuts: [[KNOWN, "return formatTime(clock.now()) >= expires;", "return false;"]],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-TOKEN-ENDS",
    name: "the question at each step whether the token still counts",
    cuts: [
      [
        "gate/calls/record-call.ts",
        `if (admission === undefined || outcome.kind === "refusal") return outcome;`,
        "return outcome;",
      ],
    ],
    test: "test/http/ended-credential.test.ts",
  },
  {
    guarantee: "G-TOKEN-OF-ISSUER",
    name: "that whom no rule names is nobody",
    cuts: [["core/identity/known-as.ts", `?? "token-nobody"`, `?? of[0] ?? "token-nobody"`]],
    test: TOKENS,
  },
  {
    guarantee: "G-TOKEN-OF-ISSUER",
    name: "that a token which an actor uses is not the person",
    cuts: [["core/identity/known-as.ts", "&& (token.actor === null || token.actor === rule.client)", ""]],
    test: TOKENS,
    titled: "of a person",
    slow: true,
  },
  {
    guarantee: "G-RESOURCE-METADATA",
    name: "that clients are told where tokens come from",
    cuts: [["core/identity/protected-resource.ts", "authorization_servers: issuers,", ""]],
    test: TOKENS,
  },
  {
    guarantee: "G-KEYS-LAST-GOOD",
    name: "the time for which keys are used that cannot be had anew",
    cuts: [["adapters/oidc/issuer-keys.ts", "|| age > this.#settings.lastGoodSeconds", ""]],
    test: TOKENS,
  },
  {
    guarantee: "G-SOCKET-MODE",
    name: "the folder that a socket is made in",
    cuts: [["entry/http/listen-at-socket.ts", "refuseOpenFolder(path);", ""]],
    test: "src/entry/http/listen-at-socket.test.ts",
  },
  {
    guarantee: "G-SOCKET-MODE",
    name: "the group and the sticky bit in the judgement of a folder",
    cuts: [["entry/bridge/open-folder.ts", "const OTHERS_WRITE = 0o022;", "const OTHERS_WRITE = 0o002;"]],
    test: "src/entry/bridge/open-folder.test.ts",
  },
  {
    guarantee: "G-BRIDGE-ONE-ANSWER",
    name: "the look at the folder of a socket before a token is sent to it",
    cuts: [["entry/bridge/server-link.ts", "if (fault !== null) return", "if (false) return"]],
    test: "test/http/bridge.test.ts",
    titled: "sends its token to no socket",
    slow: true,
  },
  {
    guarantee: "G-SOCKET-MODE",
    name: "the question whether a server answers at a socket",
    cuts: [["entry/http/listen-at-socket.ts", "if (await isAnswered(path))", "if (false)"]],
    test: "src/entry/http/listen-at-socket.test.ts",
  },
  {
    guarantee: "G-BRIDGE-ONE-ANSWER",
    name: "that a tool call which has left is not sent again",
    cuts: [["entry/bridge/relay.ts", `if (message.method === "tools/call" || !waits) return`, "if (!waits) return"]],
    test: "test/http/bridge.test.ts",
    slow: true,
  },
  {
    guarantee: "G-BRIDGE-ONE-ANSWER",
    name: "that a status alone does not have a tool call sent again",
    cuts: [["entry/bridge/relay.ts", `message.method !== "tools/call" || reply.nothingRan;`, "true;"]],
    test: "test/http/bridge.test.ts",
    titled: "whatever a proxy in front answers",
    slow: true,
  },
  {
    guarantee: "G-DPOP",
    name: "the token in a proof",
    cuts: [
      ["core/identity/dpop-proof.ts", `return ath === request.tokenDigest ? null : "proof-token";`, "return null;"],
    ],
    test: "src/core/identity/dpop-proof.test.ts",
  },
  {
    guarantee: "G-DPOP-REQUIRED",
    name: "that an issuer whose tokens have to be bound gives no other one",
    cuts: [["core/identity/access-token.ts", `if (boundTo === null && rules.boundAlone) return "token-unbound";`, ""]],
    test: "src/core/identity/dpop-proof.test.ts",
  },
];
