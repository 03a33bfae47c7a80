// A server as its callers meet it: the certificate, the socket, readiness, and what a URL tells somebody without a token. It sends no token,
// and asks for nothing that a server does work for.

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { resolve } from "node:path";
import { TLSSocket } from "node:tls";
import type { Project } from "../../wiring/project.ts";
import { type Finding, note, unknown, well, wrong } from "./finding.ts";

const DAY = 86_400_000;
const SOON_DAYS = 21;
const MOST_SKEW_SECONDS = 30;
const PATIENCE_MILLISECONDS = 10_000;
const LARGEST_BODY = 65_536;

export async function lookAtOwnServer({ config, folder }: Project): Promise<readonly Finding[]> {
  const { http } = config.transport;
  if (http === undefined) return [];
  const findings: Finding[] = [];
  if (http.tls !== undefined) findings.push(lookAtCertificate(resolve(folder, http.tls.certificate)));
  if (http.socket !== undefined) {
    const path = resolve(folder, http.socket.path);
    const said = await ask({ socketPath: path, path: "/mcp" });
    findings.push(
      said.kind === "answered"
        ? well("socket", `A server answers at ${path}.`)
        : note("socket", `Nobody answers at ${path} (${said.why}); start gatehouse serve --socket.`),
    );
  }
  if (http.health !== undefined) {
    const said = await ask(`http://${http.health}/readyz`, "GET");
    if (said.kind === "failed")
      findings.push(note("server", `No server tells health at ${http.health} (${said.why}).`));
    else
      findings.push(
        said.status === 200
          ? well("server", "The server is ready.")
          : wrong("server", "The server is not ready; its standard error says why."),
      );
  }
  return findings;
}

function lookAtCertificate(path: string): Finding {
  try {
    return judgeExpiry(new X509Certificate(readFileSync(path)).validTo, path);
  } catch {
    return wrong("tls", `The certificate ${path} cannot be read, or is none; correct transport.http.tls.`);
  }
}

function judgeExpiry(validTo: string, whose: string): Finding {
  const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY);
  if (days < 0) return wrong("tls", `The certificate ${whose} was valid until ${validTo}; renew it.`);
  return days < SOON_DAYS
    ? note("tls", `The certificate ${whose} is valid for ${days} more days; renew it.`)
    : well("tls", `The certificate ${whose} is valid until ${validTo}.`);
}

/** What somebody without a token is told at the URL that clients use. */
export async function lookAtUrl(written: string): Promise<readonly Finding[]> {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return [wrong("server", "That is no URL of a server; write it as https://db.example.com/mcp.")];
  }
  const said = await ask(url.href);
  if (said.kind === "failed") return [wrong("server", `${url.origin} cannot be reached (${said.why}).`)];
  return [
    ...(said.validTo === null ? [] : [judgeExpiry(said.validTo, `of ${url.host}`)]),
    ...(url.protocol === "http:" && !/^(?:localhost|127\.|\[::1\])/.test(url.hostname)
      ? [wrong("tls", `Tokens would travel unencrypted to ${url.host}; use its https URL.`)]
      : []),
    judgeClock(said.headers.date),
    judgeChallenge(said, url),
    ...(await lookAtMetadata(said.headers["www-authenticate"], written)),
  ];
}

function judgeClock(date: string | undefined): Finding {
  const seconds = date === undefined ? Number.NaN : Math.abs(Date.parse(date) - Date.now()) / 1_000;
  if (Number.isNaN(seconds)) return unknown("clock", "The server does not say what time it has.");
  return seconds > MOST_SKEW_SECONDS
    ? wrong(
        "clock",
        `The server's clock and this one are ${Math.round(seconds)} seconds apart; tokens are taken too late, or too early.`,
      )
    : well("clock", "The server has the time that it is here.");
}

function judgeChallenge({ status, headers }: Answered, url: URL): Finding {
  if (status === 401 && /^(?:Bearer|DPoP)\b/i.test(headers["www-authenticate"] ?? "")) {
    return well("server", `${url.href} asks for a token.`);
  }
  if (status === 403)
    return wrong("server", `${url.href} is not known by that name; set transport.http.public-url to it.`);
  if (status === 404)
    return wrong("server", `There is nothing at ${url.pathname}; correct the path, or the proxy in front.`);
  if (status >= 300 && status < 400)
    return wrong("server", `${url.href} sends callers elsewhere (${status}), and clients do not go; use that URL.`);
  return wrong(
    "server",
    `${url.href} answers with ${status}, where a Gatehouse asks for a token; look at the proxy in front.`,
  );
}

/** RFC 9728: what the server says of itself has to be what clients call it. */
async function lookAtMetadata(challenge: string | undefined, written: string): Promise<readonly Finding[]> {
  const place = /resource_metadata="([^"]+)"/.exec(challenge ?? "")?.[1];
  if (place === undefined) return [];
  const said = await ask(place, "GET");
  const document: unknown = said.kind === "answered" ? parsed(said.body) : null;
  const resource: unknown = Reflect.get(Object(document), "resource");
  if (typeof resource !== "string")
    return [wrong("server", `The metadata at ${place} cannot be read; let the proxy pass /.well-known/ on.`)];
  if (resource !== written) {
    return [
      wrong(
        "server",
        `The server calls itself ${resource}, and clients call it ${written}: tokens would be for another audience. Set transport.http.public-url.`,
      ),
    ];
  }
  const issuers: unknown = Reflect.get(Object(document), "authorization_servers");
  const found = Array.isArray(issuers) ? await Promise.all(issuers.map((issuer) => lookAtIssuer(String(issuer)))) : [];
  return [well("server", "Its metadata names it as clients do."), ...found];
}

async function lookAtIssuer(issuer: string): Promise<Finding> {
  if (!URL.canParse(issuer)) return wrong("server", `The issuer ${issuer} is no URL.`);
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const place of places) {
    const said = await ask(place, "GET");
    const named: unknown = said.kind === "answered" ? Reflect.get(Object(parsed(said.body)), "issuer") : undefined;
    if (named === issuer) return well("server", `The issuer ${issuer} is there.`);
    if (typeof named === "string")
      return wrong("server", `The issuer calls itself ${named}, and is named ${issuer}; write it as it does.`);
  }
  return wrong("server", `The metadata of the issuer ${issuer} cannot be read from here.`);
}

interface Answered {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of the certificate; null without TLS. */
  readonly validTo: string | null;
}

type Said = Answered | { readonly kind: "failed"; readonly why: string };

function ask(place: string | { socketPath: string; path: string }, method: "GET" | "POST" = "POST"): Promise<Said> {
  const isTls = typeof place === "string" && place.startsWith("https:");
  const options = {
    method,
    timeout: PATIENCE_MILLISECONDS,
    headers: { accept: "application/json" },
  };
  return new Promise((resolve) => {
    const made = isTls ? tlsRequest : plainRequest;
    const asked =
      typeof place === "string"
        ? made(place, options)
        : plainRequest({ ...place, ...options, headers: { host: "localhost" } });
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", (error: NodeJS.ErrnoException) => resolve({ kind: "failed", why: error.code ?? error.message }));
    asked.on("response", (answer) => {
      const { statusCode: status = 0, headers, socket } = answer;
      const validTo = socket instanceof TLSSocket ? socket.getPeerCertificate().valid_to : null;
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece: string) => {
        if (body.length < LARGEST_BODY) body += piece;
      });
      answer.on("error", () => resolve({ kind: "failed", why: "the answer was cut off" }));
      answer.on("end", () => resolve({ kind: "answered", status, headers, body, validTo }));
    });
    asked.end();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
