// Names and texts written so that PostgreSQL reads back exactly these, whatever standard_conforming_strings says.

import type { RelationName } from "../../../model/relation-name.ts";

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

/** A type as the server writes it (format_type), as its names joined by dots, without what follows them: brackets, a modifier. */
export function typePath({ bare, sql }: { readonly bare?: string; readonly sql: string }): string {
  const named = /^(?:"(?:[^"]|"")*"|[^"([.]+)(?:\.(?:"(?:[^"]|"")*"|[^"([.]+))?/.exec(bare ?? sql)?.[0] ?? "";
  return named.replace(/"((?:[^"]|"")*)"/g, (_, name: string) => name.replaceAll('""', '"')).trim();
}
