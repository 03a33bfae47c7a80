// What the statement generator knows of the shop: the relations that its role sees, with columns by the kind of value that
// the role gets of them. Columns that the role may not see are there too, under `hidden`: naming them must tell nothing.

import type { Engine } from "../../src/core/model/catalogue.ts";

export type Kind = "int" | "num" | "text" | "date" | "bool" | "json" | "enum";

export interface Column {
  readonly name: string;
  readonly kind: Kind;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

const columns = (written: string): readonly Column[] =>
  written
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [name = "", kind = ""] = pair.split(":");
      if (!isKind(kind)) throw new Error(`no kind ${kind}`);
      return { name, kind };
    });

const KINDS: readonly Kind[] = ["int", "num", "text", "date", "bool", "json", "enum"];

function isKind(word: string): word is Kind {
  return KINDS.some((kind) => kind === word);
}

const ORDERS: Table = {
  name: "orders",
  columns: columns(
    "id:int customer_id:int customer_email:text region:text amount:int status:text placed:date note:text code:text",
  ),
  key: ["id"],
};
const ORDER_ITEMS: Table = {
  name: "order_items",
  columns: columns("order_id:int line:int sku:text quantity:int price:num"),
  key: ["order_id", "line"],
};
const EMPLOYEES: Table = {
  name: "employees",
  columns: columns("id:int name:text manager_id:int title:text department:text salary:int hired:date"),
  key: ["id"],
};
const CONTACTS: Table = { name: "contacts", columns: columns("id:int email:text name:text country:text"), key: ["id"] };
const GOOD_CONTACTS: Table = {
  name: "good_contacts",
  columns: columns("id:int email:text country:text orders:int total:int"),
  key: ["id"],
};
const IDENTIFIED: Table = { name: "identified", columns: columns("id:int loud:text"), key: ["id"] };

export const TABLES: Readonly<Record<Engine, readonly Table[]>> = {
  postgres: [
    {
      name: "customers",
      columns: columns(
        "id:int email:text full_name:text phone:text card:text born:date seen:date country:text plan:enum salary:num visits:int balance:int notes:text profile:json created:date score:num email_lower:text",
      ),
      key: ["id"],
    },
    ORDERS,
    ORDERS,
    ORDER_ITEMS,
    EMPLOYEES,
    { name: "events", columns: columns("id:int customer_id:int kind:text payload:json at:date"), key: ["id"] },
    { name: "events_low", columns: columns("id:int customer_id:int kind:text payload:json at:date"), key: ["id"] },
    { name: "assets", columns: columns("id:int label:text holder:text"), key: [] },
    CONTACTS,
    GOOD_CONTACTS,
    IDENTIFIED,
  ],
  sqlite: [
    {
      name: "customers",
      columns: columns(
        "id:int email:text full_name:text phone:text card:text born:date country:text plan:text salary:num visits:int notes:text profile:text created:date score:num email_lower:text",
      ),
      key: ["id"],
    },
    ORDERS,
    ORDERS,
    ORDER_ITEMS,
    EMPLOYEES,
    { name: "events", columns: columns("id:int customer_id:int kind:text payload:json at:date"), key: ["id"] },
    CONTACTS,
    GOOD_CONTACTS,
    IDENTIFIED,
  ],
};

/** What may stand behind IN by its name. */
export const MEMBERS: Readonly<Record<Engine, readonly { readonly name: string; readonly kind: "int" | "text" }[]>> = {
  postgres: [],
  sqlite: [
    { name: "mails", kind: "text" },
    { name: "main.mails", kind: "text" },
    { name: "amounts", kind: "int" },
  ],
};

/** Columns and relations that do not exist for the role. */
export const HIDDEN: Readonly<
  Record<Engine, { readonly columns: readonly string[]; readonly tables: readonly string[] }>
> = {
  postgres: {
    columns: ["ssn", "unlisted", "review", "ctid", "xmin", "tableoid"],
    tables: ["hr.payroll", "payroll", "hr.orders", "audit_log", "order_totals", "pg_class", "pg_stats", "ticket"],
  },
  sqlite: {
    columns: ["ssn", "unlisted", "review", "rowid", "_rowid_"],
    tables: ["payroll", "audit_log", "search", "search_content", "sqlite_schema", "sqlite_stat1", "pragma_table_info"],
  },
};
