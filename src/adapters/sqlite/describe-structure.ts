// What a change of a table's schema would meet, from what SQLite says of its schema. SQLite does not say what an expression or a view
// reads: every column or table whose name stands in its text is taken.

import type { Structure } from "../../core/model/catalogue.ts";
import type { RawCatalogue } from "./sqlite-messages.ts";

export function describeStructure(raw: RawCatalogue): (table: RawCatalogue["tables"][number]) => Structure {
  const views = raw.tables.filter(({ type }) => type === "view");
  return ({ name }) => {
    const columns = raw.columns.filter((column) => column.table === name).map((column) => column.name);
    const mentioned = (sql: string | null): readonly string[] => columns.filter((column) => mentions(sql, column));
    return {
      constraints: [], // they have no names by which they could be dropped
      indexes: raw.indexes
        .filter(({ table, sql }) => sql !== null && table.toLowerCase() === name.toLowerCase())
        .map((index) => ({ schema: "main", name: index.name, columns: mentioned(index.sql) })),
      readBy: views
        .filter((view) => view.name !== name && mentions(view.sql, name))
        .map((view) => ({ relation: { schema: "main", name: view.name }, columns: mentioned(view.sql) })),
    };
  };
}

function mentions(sql: string | null, name: string): boolean {
  return sql?.toLowerCase().includes(name.toLowerCase()) ?? false;
}
