// `gatehouse token create`: makes a token, keeps its hash, and shows it this once.

import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { tokenSecrets } from "../../../adapters/system/token-secrets.ts";
import { createToken } from "../../../gate/access.ts";
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
  const opened = await openTokensOf(options);
  try {
    const role = options.role ?? null;
    // the policies know the identity, and it holds the role
    const caller = authenticateConfigured({ principal: options.as, role, session: uuidIds.next() }, opened.policy);
    const input = { identity: caller.principal, role, seconds: options.expires };
    const made = await createToken(input, { ...opened, secrets: tokenSecrets, clock: systemClock });
    const { token, id, expires, receipt } = made;
    if (options.json === true) {
      io.json({ token, id, identity: caller.principal, role: caller.role, expires, entry: receipt.index });
      return 0;
    }
    io.out(token);
    const who = `${caller.principal} in the role ${caller.role}, until ${expires.slice(0, 19)}Z`;
    io.err(`${paint(io, "green", "token")} ${id} for ${who} (entry ${receipt.index})`);
    io.err("It is shown this once: put it where the client reads it, and nowhere else.");
    return 0;
  } finally {
    await opened.close();
  }
}
