// Which database a request is about: the one it names, or the only one there is.

import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { nearNames } from "../../core/policy/near-names.ts";
import type { Database } from "../ports/database.ts";

export function chooseDatabase(name: string | null, databases: ReadonlyMap<string, Database>): Database | Refusal {
  const names = [...databases.keys()];
  if (name === null) {
    const [only, ...others] = databases.values();
    if (only !== undefined && others.length === 0) return only;
    return refuse("unknown-database", "There are several databases and the call names none.", {
      rule: "input",
      remedy: `Give database as one of: ${names.join(", ")}.`,
    });
  }
  const database = databases.get(name);
  if (database !== undefined) return database;
  const near = nearNames(name, names);
  return refuse("unknown-database", "There is no database of that name.", {
    rule: "input",
    remedy: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Give database as one of: ${names.join(", ")}.`,
  });
}
