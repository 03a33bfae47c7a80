// What a text that is being made needs of the session, and which names it leaves to be looked up: its plan says so to whoever runs it.

import type { RelationKey, RelationName } from "../../../model/relation-name.ts";
import type { StandIn } from "./reading.ts";

export interface Needs {
  /** True where something in it finds names by the database's own search path. */
  ownPath: boolean;
  /** Unqualified names of functions, fields and types. */
  readonly names: Set<string>;
  /** Views that stand in it as their definitions. */
  readonly expands: Map<RelationKey, RelationName>;
  /** Characters that stand in the place of relations. */
  written: number;
  /** Names that could be another's under the database's own search path. */
  readonly exposed: StandIn[];
}

export function noNeeds(): Needs {
  return { ownPath: false, names: new Set(), expands: new Map(), written: 0, exposed: [] };
}

export function addNeeds(
  needs: Needs,
  more: { readonly ownPath: boolean; readonly names: Iterable<string>; readonly exposed: readonly StandIn[] },
): void {
  if (more.ownPath) needs.ownPath = true;
  for (const name of more.names) needs.names.add(name);
  needs.exposed.push(...more.exposed);
}

/** As a plan says it. */
export function whatIsNamed({ ownPath, names, expands }: Needs): {
  readonly ownPath: boolean;
  readonly names: readonly string[];
  readonly expands: readonly RelationName[];
} {
  return { ownPath, names: [...names], expands: [...expands.values()] };
}
