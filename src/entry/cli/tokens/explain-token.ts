// `gatehouse token explain`: what a server with this configuration says of a token, by the very steps that it takes, and what should have been
// sent. INVARIANT: neither the token nor the value of a claim is printed.

import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import type { Rejection } from "../../../core/identity/challenge.ts";
import { TOKEN_FAULTS, type TokenFault } from "../../../core/identity/token-fault.ts";
import { Failure } from "../../../core/model/failure.ts";
import { HTTP_UNSAID } from "../../../core/policy/schema/config-schema.ts";
import { authenticateRequest, type IssuedTokens } from "../../http/authenticate-request.ts";
import { issuedTokens } from "../../http/trusted-issuers.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { openTokensOf, type TokenOptions } from "./open-tokens.ts";

/** Far more than a token may have. */
const LONGEST = 65_536;

/** Resolves with the exit code: 0 for a token that is taken, 1 for one that is not. */
export async function explainToken(
  options: TokenOptions,
  { io, input }: { io: Io; input: AsyncIterable<string | Uint8Array> },
): Promise<number> {
  const token = await readToken(input);
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const settings = project.config.transport.http ?? HTTP_UNSAID;
  const scheme = settings.tls === undefined ? "http" : "https";
  const url = settings["public-url"] ?? `${scheme}://${settings.listen}/mcp`;
  const opened = await openTokensOf(options);
  try {
    const { policy, tokens } = opened;
    const issued = await issuedTokens(settings, { url, clock: systemClock, log: (line) => io.err(line) });
    const gatehouse = { policy: () => policy, renewPolicy: async () => undefined, clock: systemClock };
    const ask = (by: string) => authenticateRequest(["Authorization", `${by} ${token}`], { tokens, issued, gatehouse });
    let known = await ask("Bearer");
    const isBound = known.kind === "rejected" && known.reason === "token-binding";
    if (isBound) known = await ask("DPoP");
    if (known.kind === "rejected" && known.reason !== "proof-missing") {
      return tellRefused(known, { io, options, lacks: lacksOf(known, { issued, token }) });
    }
    const who = known.kind === "known" ? known.callerIn(uuidIds.next()) : null;
    const [identity, role] = [who?.principal ?? null, who?.role ?? null];
    if (options.json === true) io.json({ taken: true, identity, role, bound: isBound });
    else if (identity !== null) io.out(`${paint(io, "green", "taken")} as ${identity} in the role ${role ?? ""}`);
    else io.out(`${paint(io, "green", "taken")} with a proof: it is bound to a key, and goes by the scheme DPoP`);
    return 0;
  } finally {
    await opened.close();
  }
}

function lacksOf(
  { reason }: Rejection,
  { issued, token }: { issued: IssuedTokens | null; token: string },
): readonly string[] {
  return reason === "token-claim" ? (issued?.verifier.lacks(token) ?? []) : [];
}

function tellRefused(
  { status, reason, description }: Rejection,
  { io, options, lacks }: { io: Io; options: TokenOptions; lacks: readonly string[] },
): number {
  const remedy = isFault(reason) ? TOKEN_FAULTS[reason].remedy : null;
  if (options.json === true) {
    io.json({ taken: false, status, rule: reason, description, remedy, ...(lacks.length > 0 && { lacks }) });
    return 1;
  }
  io.out(`${paint(io, "red", "refused")} ${status} by the rule ${reason}`, description);
  if (lacks.length > 0) io.out(`It lacks ${lacks.join(", ")}.`);
  if (remedy !== null) io.out(remedy);
  return 1;
}

function isFault(reason: Rejection["reason"]): reason is TokenFault {
  return reason in TOKEN_FAULTS;
}

async function readToken(input: AsyncIterable<string | Uint8Array>): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of input) {
    pieces.push(Buffer.from(piece));
    length += piece.length;
    if (length > LONGEST) break;
  }
  const text = Buffer.concat(pieces)
    .toString("utf8")
    .trim()
    .replace(/^(?:bearer|dpop) /i, "");
  if (text === "" || length > LONGEST) {
    throw new Failure("usage", "Give one token on standard input, such as `pbpaste | gatehouse token explain`.");
  }
  return text;
}
