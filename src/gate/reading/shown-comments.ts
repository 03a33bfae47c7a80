// Comments of tables and columns, as a caller may read them. They are the operator's words, and may name anything: one that names a column
// or a relation that the caller does not see is not there. Characters that steer a terminal or the direction of text are spaces.

import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";

const LONGEST = 300;

export interface Comments {
  /** Null where there is none to show. */
  of(comment: string | null, about: RelationName): string | null;
}

export function shownComments(catalogue: Catalogue, governance: Governance): Comments {
  const seen = new Set<string>();
  const hidden = new Set<string>();
  const ofTable = new Map<string, ReadonlySet<string>>();
  for (const { relation, columns } of governance.values()) {
    for (const name of [relation.name, ...columns.map(({ column }) => column.name)]) seen.add(name.toLowerCase());
  }
  for (const [key, { name, columns }] of catalogue.relations) {
    const shown = new Set(governance.get(key)?.columns.map(({ column }) => column.name));
    const own = columns.flatMap((column) => (shown.has(column.name) ? [] : [column.name.toLowerCase()]));
    if (governance.has(key)) ofTable.set(key, new Set(own));
    else own.push(name.name.toLowerCase());
    // a name that is shown elsewhere tells nothing
    for (const each of own) if (!seen.has(each)) hidden.add(each);
  }
  const unusual = [...hidden].filter((name) => !/^[\p{L}\p{N}_]+$/u.test(name));
  return {
    of: (comment, about) => {
      const text = comment?.replace(/[\p{C}\p{Z}]+/gu, " ").trim() ?? "";
      if (text === "") return null;
      const lower = text.toLowerCase();
      const own = ofTable.get(relationKey(about)) ?? new Set<string>();
      const words = lower.match(/[\p{L}\p{N}_]+/gu) ?? [];
      const names = [...unusual, ...[...own].filter((name) => !/^[\p{L}\p{N}_]+$/u.test(name))];
      if (words.some((word) => hidden.has(word) || own.has(word)) || names.some((name) => lower.includes(name)))
        return null;
      return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    },
  };
}
