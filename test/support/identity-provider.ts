// A real authorization server (oidc-provider) in this process, whose keys also sign what it would never give.

import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from "jose";
import { Provider } from "oidc-provider";

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

export interface ProviderKey extends KeyPair {
  readonly kid: string;
  readonly alg: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  /** The first signs. */
  readonly keys: readonly ProviderKey[];
  /** Requests for its key set. */
  readonly asked: () => number;
  /** A token that it gives a client for a resource. */
  token(client: string, resource: string | null, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export const CLIENT_SECRET = "a-secret-of-32-characters-or-more";
const CLIENTS = ["claude-code", "nightly-job"] as const;

export async function makeKey(alg: string, kid: string): Promise<ProviderKey> {
  return { ...(await generateKeyPair(alg, { extractable: true })), kid, alg };
}

/** `port` for one that comes back where another was. */
export async function startProvider(keys: readonly ProviderKey[], port = 0): Promise<IdentityProvider> {
  let [asked, answer]: [number, Parameters<typeof createServer>[1] | null] = [0, null];
  const server = createServer((request, response) => {
    if (request.url === "/jwks") asked += 1;
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${portOf(server)}`;
  const jwks = await Promise.all(
    keys.map(async ({ privateKey, kid, alg }) => ({ ...(await exportJWK(privateKey)), kid, alg, use: "sig" })),
  );
  const provider = new Provider(issuer, {
    jwks: { keys: jwks },
    clients: CLIENTS.map((id) => ({
      client_id: id,
      client_secret: CLIENT_SECRET,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: keys[0]?.alg,
    })),
    clientAuthMethods: ["client_secret_basic"],
    scopes: ["query"],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: (_: unknown, audience: string) => ({
          scope: "query",
          audience,
          accessTokenTTL: 300,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: keys[0]?.alg } },
        }),
      },
    },
  });
  answer = provider.callback();
  return {
    issuer,
    keys,
    asked: () => asked,
    token: (client, resource, headers = {}) =>
      fetch(`${issuer}/token`, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization: `Basic ${Buffer.from(`${client}:${CLIENT_SECRET}`).toString("base64")}`,
          ...headers,
        },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          scope: "query",
          ...(resource !== null && { resource }),
        }),
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Signing {
  readonly key: ProviderKey;
  readonly header?: { readonly [Name in keyof JWTHeaderParameters]?: JWTHeaderParameters[Name] | undefined };
}

/** Claims as they are, signed by whichever key. An undefined part of the header is left out. */
export function sign(claims: Readonly<Record<string, unknown>>, { key, header = {} }: Signing): Promise<string> {
  const said = Object.entries({ kid: key.kid, typ: "at+jwt", ...header }).filter(([, value]) => value !== undefined);
  const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]));
  return new SignJWT({ ...claims })
    .setProtectedHeader({ ...Object.fromEntries(said), alg: key.alg })
    .sign(key.privateKey, { crit });
}

/** Those of a good token, valid from `seconds` on. */
export function goodClaims(issuer: string, resource: string, seconds = Date.now() / 1_000): Record<string, unknown> {
  const iat = Math.floor(seconds);
  return {
    ...{ iss: issuer, aud: resource, sub: "nightly-job", client_id: "nightly-job" },
    ...{ iat, exp: iat + 300, jti: randomUUID(), scope: "query" },
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new RangeError("a server without a port");
  return address.port;
}
