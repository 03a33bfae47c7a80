// The demo's shop: a small SQLite database with believable personal data, all of it invented, and a project that governs it.

import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { PACKAGE_ROOT } from "../../wiring/package-root.ts";

const SHIPPED_ROLES = fileURLToPath(new URL("policies/roles/", PACKAGE_ROOT));

const TABLES = `
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, phone TEXT, ssn TEXT, card TEXT,
  birth_date TEXT, city TEXT, country TEXT, api_key TEXT);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, customer_email TEXT NOT NULL REFERENCES customers (email), placed_on TEXT NOT NULL,
  total_cents INTEGER NOT NULL, status TEXT NOT NULL, note TEXT);
CREATE TABLE payroll (id INTEGER PRIMARY KEY, employee TEXT, salary INTEGER);
CREATE VIEW customer_totals AS
  SELECT c.id, c.email, c.country, count(o.id) AS orders, coalesce(sum(o.total_cents), 0) AS total_cents
  FROM customers c LEFT JOIN orders o ON o.customer_email = c.email GROUP BY c.id;`;

const PEOPLE = [
  ["Amara Okafor", "amara.okafor@mail.example", "Lagos", "NG"],
  ["Jonas Lindqvist", "jonas.lindqvist@post.example", "Uppsala", "SE"],
  ["Mei-Ling Tan", "meiling.tan@inbox.example", "Singapore", "SG"],
  ["Carlos Medina", "carlos.medina@correo.example", "Valencia", "ES"],
  ["Fatima Zahra", "fatima.zahra@mail.example", "Rabat", "MA"],
  ["Owen Hughes", "owen.hughes@post.example", "Cardiff", "GB"],
  ["Priya Raman", "priya.raman@inbox.example", "Chennai", "IN"],
  ["Lena Vogel", "lena.vogel@mail.example", "Bremen", "DE"],
  ["Tomasz Zielinski", "tomasz.zielinski@post.example", "Gdansk", "PL"],
  ["Grace Whitaker", "grace.whitaker@mail.example", "Portland", "US"],
] as const;

const NOTES = [
  "leave at the door",
  "call +44 20 7946 0018 first",
  "gift wrap",
  "send the invoice to billing@corp.example",
  "",
] as const;
const STATUS = ["paid", "paid", "shipped", "returned"] as const;

const FILES: Readonly<Record<string, string>> = {
  "gatehouse.yaml": `databases:
  shop: { engine: sqlite, file: ./shop.db, writes: governed }
policies: ./policies
state: ./.gatehouse
transport: { stdio: { caller: claude } }
`,
  "policies/roles/support.yaml": `# An analyst who may also change the status of orders.
role: support
description: Reads masked data and changes the status of orders.
reads: masked
classes:
  email: token
  phone: token
  person-name: token
  national-id: token
  payment-card: { partial: { keep: last, count: 4 } }
  birth-date: year
  secret: hide
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { main.orders: { update: [status] } } }
`,
  "policies/data/shop.yaml": `database: shop
relations:
  main.customers:
    owners: [olivia, ruth]
    columns:
      id: internal
      full_name: person-name
      email: email
      phone: phone
      ssn: national-id
      card: payment-card
      birth_date: birth-date
      city: internal
      country: public
      api_key: secret
  main.orders:
    owners: [olivia, ruth]
    columns: { id: internal, customer_email: email, placed_on: internal, total_cents: internal, status: public, note: internal }
  # payroll is not listed: for callers it does not exist
`,
};

/** Olivia decides by this key; claude is answered for by somebody who owns none of the data. */
const identities = (key: string): string => `identities:
  olivia: { kind: human, roles: [data-owner], keys: ["${key}"] }
  ruth: { kind: human, roles: [data-owner] }
  sam: { kind: human, roles: [analyst] }
  claude: { kind: agent, owner: sam, roles: [support] }
`;

/** Makes the shop in an empty folder. The same folder content every time, but for olivia's key. */
export async function makeShop(folder: string, key: string): Promise<void> {
  for (const [path, text] of Object.entries({ ...FILES, "policies/identities.yaml": identities(key) })) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await mkdir(join(folder, "policies", "roles"), { recursive: true });
  for (const name of await readdir(SHIPPED_ROLES))
    await copyFile(join(SHIPPED_ROLES, name), join(folder, "policies", "roles", name));
  const shop = new Database(join(folder, "shop.db"));
  try {
    shop.exec(TABLES);
    const customer = shop.prepare("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    PEOPLE.forEach(([name, email, city, country], place) => {
      const id = place + 1;
      const birth = `${1960 + place * 4}-0${1 + (place % 9)}-1${place % 9}`;
      customer.run(
        id,
        name,
        email,
        `+44 20 7946 00${10 + place}`,
        `${400 + id}-5${place}-${1200 + id * 7}`,
        `411111111111${1000 + id * 37}`,
        birth,
        city,
        country,
        `sk_live_${id}f9a${id}`,
      );
    });
    const order = shop.prepare("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)");
    for (let id = 1; id <= 60; id++) {
      const [, email] = PEOPLE[(id * 7) % PEOPLE.length] ?? PEOPLE[0];
      const day = `2026-${String(1 + (id % 10)).padStart(2, "0")}-${String(1 + (id % 27)).padStart(2, "0")}`;
      order.run(id, email, day, 1_500 + ((id * 1_337) % 20_000), STATUS[id % STATUS.length], NOTES[id % NOTES.length]);
    }
    shop.exec("INSERT INTO payroll VALUES (1, 'Olivia Brandt', 98000), (2, 'Sam Field', 71000)");
  } finally {
    shop.close();
  }
}

/** What the tables really hold, for the demo's right-hand column. */
export function readShop(folder: string, sql: string): readonly Record<string, unknown>[] {
  const shop = new Database(join(folder, "shop.db"), { readonly: true });
  try {
    return shop.prepare<[], Record<string, unknown>>(sql).all();
  } finally {
    shop.close();
  }
}
