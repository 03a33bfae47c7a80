// What roles say of other roles: that they exist, and that none may be asked for beside one that excludes it.

import type { PolicyProblem } from "../load/policy-problem.ts";
import type { ReadDocument } from "../load/read-document.ts";
import { nearNames } from "../near-names.ts";
import type { RoleFile } from "../schema/role-schema.ts";

type Roles = ReadonlyMap<string, ReadDocument<RoleFile>>;

export function checkRoles(roles: Roles, problems: PolicyProblem[]): void {
  for (const document of roles.values()) {
    document.value?.excludes.forEach((excluded, place) => {
      if (!roles.has(excluded))
        problems.push(document.problemAt(["excludes", place], unknown("role", excluded, [...roles.keys()])));
    });
    document.value?.["access-roles"].forEach((asked, place) => {
      const at = ["access-roles", place];
      const own = document.value?.role ?? "";
      if (!roles.has(asked)) problems.push(document.problemAt(at, unknown("role", asked, [...roles.keys()])));
      else if (excludes(roles, { role: own, other: asked })) {
        const message = `${own} may ask for ${asked}, and the two exclude each other.`;
        problems.push(document.problemAt(at, { message, remedy: "Take one of the two lines away." }));
      }
    });
  }
}

export function excludes(roles: Roles, { role, other }: { role: string; other: string }): boolean {
  if (role === other) return false;
  return (
    (roles.get(role)?.value?.excludes.includes(other) ?? false) ||
    (roles.get(other)?.value?.excludes.includes(role) ?? false)
  );
}

export function unknown(what: string, name: string, candidates: readonly string[]) {
  const near = nearNames(name, candidates);
  return {
    message: `The ${what} \`${name}\` is not defined.`,
    remedy:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}?`
        : candidates.length > 0 && candidates.length <= 30
          ? `Defined are: ${candidates.join(", ")}.`
          : "Define it first.",
  };
}
