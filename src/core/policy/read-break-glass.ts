// `break-glass` of a role file as the rule in force.

import type { BreakGlassRule } from "./policy.ts";
import type { RoleFile } from "./schema/role-schema.ts";

/** Null for a role whose people may not. */
export function readBreakGlass(written: RoleFile["break-glass"]): BreakGlassRule | null {
  if (written === undefined) return null;
  const { minutes, "review-within": reviewWithinSeconds, overdue, own, assurance } = written;
  return { minutes, reviewWithinSeconds, locksOverdue: overdue === "lock", own, assurance };
}
