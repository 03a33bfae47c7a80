// The SELECT of a view, from the CREATE VIEW text that SQLite keeps.

import { parseText } from "../parse/parse-text.ts";

/** Null when the text is not a view that the grammar knows. */
export function viewBody(create: string): string | null {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_view_stmt") return null;
  const { from, to } = parsed.root.query;
  return create.slice(from, to);
}
