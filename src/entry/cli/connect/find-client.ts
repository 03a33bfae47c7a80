// A client by the name that a person types.

import type { Client } from "../../../adapters/files/clients/client.ts";
import { CLIENTS } from "../../../adapters/files/clients/clients.ts";
import { Failure } from "../../../core/model/failure.ts";
import { nearNames } from "../../../core/policy/near-names.ts";

/** Throws a Failure `usage` that names those that there are. */
export function findClient(written: string): Client {
  const found = CLIENTS.find(({ id }) => id === written.toLowerCase());
  if (found !== undefined) return found;
  const ids = CLIENTS.map(({ id }) => id);
  const near = nearNames(written.toLowerCase(), ids);
  throw new Failure(
    "usage",
    `There is no client \`${written}\`; ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there are ${ids.join(", ")}.`} For any other, --print without a client gives the block that most take.`,
  );
}
