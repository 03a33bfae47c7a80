// Makes and revokes static tokens: one entry and one change of the tokens in one transaction, so that neither is there without the other.
// Whoever can write the state folder can do it; the account of the operating system is recorded.

import type { KeptToken, StaticToken } from "../../core/identity/static-token.ts";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { TokenSecrets, Tokens } from "../ports/tokens.ts";

interface Scope {
  readonly tokens: Tokens;
  readonly ids: Ids;
  /** The account of the operating system that asked. */
  readonly account: string;
  readonly policyDigest: string;
}

interface TokenWish {
  /** One that the policies know, and that holds the role. */
  readonly identity: string;
  /** Null: the identity's first, whichever that is when it calls. */
  readonly role: string | null;
  readonly seconds: number;
}

/** The longest that a token is accepted. */
const LONGEST_SECONDS = 366 * 86_400;

interface MadeToken extends StaticToken {
  /** Shown once: nothing keeps it. */
  readonly token: string;
  readonly receipt: LedgerReceipt;
}

/** Rejects with a Failure: `usage` for a time that is too long, `ledger-unavailable`. */
export async function createToken(
  { identity, role, seconds }: TokenWish,
  { tokens, ids, account, policyDigest, secrets, clock }: Scope & { secrets: TokenSecrets; clock: Clock },
): Promise<MadeToken> {
  if (seconds < 1 || seconds > LONGEST_SECONDS) {
    throw new Failure("usage", "A token is accepted for at most 366d; make another one before it expires.");
  }
  const { token, digest, id } = await secrets.make();
  const kept: StaticToken = { id, digest, identity, role, expires: formatTime(clock.now() + seconds * 1_000_000) };
  const { expires } = kept;
  const detail = { token: id, identity, ...(role !== null && { role }), expires, digest, account };
  const entry = administrativeEntry("token.created", { correlation: ids.next(), policyDigest, detail });
  const receipt = await tokens.change(() => ({ entry, change: { add: kept } }));
  return { ...kept, token, receipt };
}

/** `named` is the token's id, or the beginning of one. Rejects with a Failure: `usage` where there is none or several, `ledger-unavailable`. */
export async function revokeToken(
  named: string,
  { tokens, ids, account, policyDigest }: Scope,
): Promise<{ token: KeptToken; receipt: LedgerReceipt }> {
  const chosen: { token: KeptToken | null } = { token: null };
  const correlation = ids.next();
  const receipt = await tokens.change((there) => {
    const found = there.filter(({ id }) => named !== "" && id.startsWith(named));
    const [token] = found;
    if (token === undefined || found.length > 1) {
      const what = token === undefined ? "no token" : "more than one token";
      throw new Failure("usage", `There is ${what} \`${named}\`; gatehouse token list shows which there are.`);
    }
    chosen.token = token;
    const { id, identity } = token;
    const entry = administrativeEntry("token.revoked", {
      correlation,
      policyDigest,
      detail: { token: id, identity, account },
    });
    return { entry, change: { revoke: id } };
  });
  if (chosen.token === null) throw new RangeError("a token that was revoked, and none");
  return { token: chosen.token, receipt };
}
