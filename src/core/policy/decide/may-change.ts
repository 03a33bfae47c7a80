// Whether anything that a role asks for can change data or a schema, at once, once people have approved it, or in a role that they grant.

import type { Role } from "../policy.ts";

export function mayChange({ writes, writesOwnDatasets, schemaChanges, accessRoles }: Role): boolean {
  return writes.size > 0 || writesOwnDatasets || schemaChanges.size > 0 || accessRoles.length > 0;
}
