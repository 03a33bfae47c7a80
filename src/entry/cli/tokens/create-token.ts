// `gatehouse token create`: makes a token, keeps its hash, and shows it this once.

import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { tokenSecrets } from "../../../adapters/system/token-secrets.ts";
import { createToken } from "../../../gate/access.ts";
import type { TokenSecrets, Tokens } from "../../../gate/ports/tokens.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { openTokensOf, type TokenOptions } from "./open-tokens.ts";

export interface CreateOptions extends TokenOptions {
  readonly as: string;
  readonly role?: string;
  /** Seconds. */
  readonly expires: number;
}

export async function createTokenFor(options: CreateOptions, io: Io): Promise<number> {
  return makeAndShow(options, {
    io,
    secretsFor: async () => tokenSecrets,
    next: async () => ["It is shown this once: put it where the client reads it, and nowhere else."],
  });
}

interface Kind {
  readonly io: Io;
  secretsFor(identity: string, tokens: Tokens): Promise<TokenSecrets>;
  /** What to do with it, a line each. */
  next(): Promise<readonly string[]>;
}

/** The token alone goes to stdout, so that a script can take it from there. */
export async function makeAndShow(options: CreateOptions, { io, secretsFor, next }: Kind): Promise<number> {
  const opened = await openTokensOf(options);
  try {
    const role = options.role ?? null;
    // the policies know the identity, and it holds the role
    const caller = authenticateConfigured({ principal: options.as, role, session: uuidIds.next() }, opened.policy);
    const input = { identity: caller.principal, role, seconds: options.expires };
    const secrets = await secretsFor(caller.principal, opened.tokens);
    const made = await createToken(input, { ...opened, secrets, clock: systemClock });
    const { token, id, expires, receipt } = made;
    if (options.json === true) {
      io.json({ token, id, identity: caller.principal, role: caller.role, expires, entry: receipt.index });
      return 0;
    }
    io.out(token);
    const who = `${caller.principal} in the role ${caller.role}, until ${expires.slice(0, 19)}Z`;
    io.err(`${paint(io, "green", "token")} ${id} for ${who} (entry ${receipt.index})`);
    io.err(...(await next()));
    return 0;
  } finally {
    await opened.close();
  }
}
