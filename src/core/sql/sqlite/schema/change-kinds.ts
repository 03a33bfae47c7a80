// Every kind of node that a statement that changes a schema may hold outside of its expressions. INVARIANT: any other is refused.

import type { Kind } from "../parse/tree.ts";

export const CHANGE_KINDS: ReadonlySet<Kind> = new Set<Kind>([
  "create_table_stmt",
  "create_index_stmt",
  "alter_table_stmt",
  "drop_table_stmt",
  "drop_index_stmt",
  "alter_action_add_column",
  "alter_action_drop_column",
  "alter_action_rename_column",
  "collate_expr",
  "column_definition",
  "constraint_check",
  "constraint_collate",
  "constraint_default",
  "constraint_deferral",
  "constraint_foreign_key",
  "constraint_generated",
  "constraint_name",
  "constraint_not_null",
  "constraint_null",
  "constraint_primary_key",
  "constraint_unique",
  "identifier",
  "references_specification",
  "referential_action",
  "sort_specification",
  "table_name",
]);
