// Statements that differ from all earlier ones in more than their constants, so that no plan of an earlier one serves them: every one is parsed,
// analysed, rewritten, compiled and run. On a SQLite file.

import Database from "better-sqlite3";

const CUSTOMERS = 100_000;
export const SHAPES = ["lookup", "join"] as const;
export type Shape = (typeof SHAPES)[number];

export function writeShopFile(path: string): void {
  const shop = new Database(path);
  shop.exec(`
    CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL, full_name TEXT NOT NULL, phone TEXT NOT NULL, ssn TEXT NOT NULL,
      country TEXT NOT NULL, city TEXT NOT NULL, created_at TEXT NOT NULL);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), status TEXT NOT NULL,
      total INTEGER NOT NULL);
    CREATE INDEX orders_by_customer ON orders (customer_id);
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${CUSTOMERS})
    INSERT INTO customers SELECT n, 'person' || n || '@example.com', 'Person ' || n, '+1 555 ' || n, '123-12-' || (n % 10000),
      substr('DEFRITUS', 1 + n % 4 * 2, 2), 'City ' || (n % 500), '2024-01-01' FROM numbers;
    INSERT INTO orders SELECT id, id, CASE WHEN id % 3 = 0 THEN 'paid' ELSE 'open' END, id % 100 FROM customers;
    ANALYZE;`);
  shop.close();
}

/** The `place`-th statement, and a text that its answer holds. */
export function newShape(shape: Shape, place: number): { readonly sql: string; readonly expected: string } {
  const id = 1 + ((place * 7_919) % (CUSTOMERS - 100));
  return shape === "lookup"
    ? {
        sql: `SELECT id, email, full_name, country, city AS place_${place}, created_at FROM customers WHERE id = ${id}`,
        expected: `City ${id % 500}`,
      }
    : {
        sql: `SELECT c.country, count(*) AS orders_${place}, sum(o.total) FILTER (WHERE o.status = 'paid') AS paid
  FROM customers c JOIN orders o ON o.customer_id = c.id
 WHERE c.id BETWEEN ${id} AND ${id + 20}
 GROUP BY c.country HAVING count(*) > 1 ORDER BY paid DESC, c.country LIMIT 10`,
        expected: `orders_${place}`,
      };
}
