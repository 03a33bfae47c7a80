// Names and texts written so that PostgreSQL reads back exactly these, whatever standard_conforming_strings says.

import type { RelationName } from "../../model/relation-name.ts";

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

export function quoteRelation(name: RelationName): string {
  return `${quoteName(name.schema)}.${quoteName(name.name)}`;
}
