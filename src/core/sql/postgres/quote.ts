// Names and texts written so that PostgreSQL reads back exactly these (standard_conforming_strings is pinned on).

import type { RelationName } from "../../model/relation-name.ts";

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteRelation(name: RelationName): string {
  return `${quoteName(name.schema)}.${quoteName(name.name)}`;
}
