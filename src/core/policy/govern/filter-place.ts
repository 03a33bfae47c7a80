// Where a row filter stands, as a text: by which it is known again when the server is another one, and the policies have changed around it.

import type { RelationName } from "../../model/relation-name.ts";

/** Of how filters are written out: another number where that changes, and what was kept of them counts no more. */
const WRITTEN_AS = 1;

export function filterPlace({
  role,
  database,
  relation,
  filter,
}: {
  role: string;
  database: string;
  relation: RelationName;
  filter: string;
}): string {
  return JSON.stringify([WRITTEN_AS, role, database, relation.schema, relation.name, filter]);
}
