UPDATE customers SET notes = 'x'; DELETE FROM hidden_stuff
UPDATE customers SET notes = 'x'; COMMIT; DELETE FROM hidden_stuff
BEGIN
BEGIN; DELETE FROM hidden_stuff; COMMIT
COMMIT
ROLLBACK
SAVEPOINT trial
RELEASE trial
ROLLBACK TO trial
ATTACH DATABASE 'shop.db' AS other
ATTACH ':memory:' AS other
DETACH main
VACUUM
VACUUM INTO '/tmp/canary.db'
REINDEX
ANALYZE
PRAGMA writable_schema = 1
PRAGMA foreign_keys = 0
PRAGMA recursive_triggers = 1
PRAGMA main.table_info(customers)
PRAGMA defer_foreign_keys = 1
PRAGMA user_version = 7
CREATE TABLE x (a)
CREATE TABLE x AS SELECT ssn FROM customers
CREATE TEMP TABLE gatehouse_rows (a)
CREATE TEMP TRIGGER t AFTER UPDATE ON main.stores BEGIN DELETE FROM hidden_stuff; END
CREATE TRIGGER t AFTER UPDATE ON stores BEGIN UPDATE archive SET what = (SELECT ssn FROM customers); END
CREATE VIEW v AS SELECT ssn FROM customers
CREATE INDEX i ON customers (ssn)
CREATE UNIQUE INDEX i ON customers (country)
DROP TABLE archive
DROP TRIGGER trail_update
DROP INDEX customers_ssn_tail
ALTER TABLE customers ADD COLUMN x TEXT DEFAULT 'x'
ALTER TABLE customers RENAME COLUMN ssn TO notes2
ALTER TABLE hidden_stuff RENAME TO archive2
EXPLAIN UPDATE customers SET notes = ssn
EXPLAIN QUERY PLAN UPDATE customers SET notes = 'x' WHERE ssn = '900-55-1001'
SELECT 1; UPDATE hidden_stuff SET secret = 'x'
UPDATE customers SET notes = 'x' /* WHERE id = 1 */ WHERE ssn = '900-55-1001'
UPDATE customers SET notes = ssn -- WHERE
UPDATE customers SET notes = /* 'x' */ ssn
UPDATE/**/customers/**/SET/**/notes/**/=/**/ssn/**/FROM/**/stores
UPDATE customers SET notes = 'x' ORDER BY ssn LIMIT 1
UPDATE customers SET notes = 'x' WHERE id > 0 ORDER BY email LIMIT 1
UPDATE customers SET notes = 'x' LIMIT (SELECT count(*) FROM hidden_stuff)
UPDATE orders SET status = 'x' ORDER BY note LIMIT 1 OFFSET 1
DELETE FROM customers ORDER BY ssn LIMIT 1
DELETE FROM orders ORDER BY id LIMIT 2
DELETE FROM archive LIMIT (SELECT amount FROM payroll)
UPDATE customers INDEXED BY customers_ssn_tail SET notes = 'x' WHERE id = 1
DELETE FROM customers NOT INDEXED WHERE id = 4
UPDATE orders INDEXED BY orders_note SET status = 'x'
UPDATE customers SET notes = 'x' WHERE CURRENT OF c
INSERT INTO archive (id, what) VALUES (7, 'x') LIMIT (SELECT count(*) FROM hidden_stuff)
INSERT INTO archive (id, what) SELECT id, country FROM customers ORDER BY ssn
INSERT INTO archive (id, what) SELECT id, country FROM customers LIMIT (SELECT count(*) FROM payroll)
INSERT INTO archive (id, what) SELECT 8, 'x' WHERE (SELECT amount FROM payroll) > 9
INSERT INTO archive (id, what, what) VALUES (1, 'x', (SELECT ssn FROM customers LIMIT 1))
INSERT INTO archive (id, what) VALUES (7, 'x') RETURNING (SELECT ssn FROM customers LIMIT 1)
INSERT INTO archive (id, what) VALUES (7, 'x') RETURNING (SELECT count(*) FROM hidden_stuff)
INSERT INTO archive (id) VALUES (7) ON CONFLICT (id) DO UPDATE SET what = (SELECT ssn FROM customers LIMIT 1)
INSERT INTO archive (id) VALUES (90) ON CONFLICT (id) DO UPDATE SET what = 'x' WHERE EXISTS (SELECT 1 FROM hidden_stuff WHERE secret LIKE 'c%')
INSERT INTO archive (id) VALUES (90) ON CONFLICT (id) DO UPDATE SET what = 'x' WHERE EXISTS (SELECT 1 FROM orders WHERE region = 'US')
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = gatehouse_new_1
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = excluded.rowid
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET rowid = 5
INSERT INTO archive AS excluded (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = excluded.what
WITH gatehouse_rows AS (SELECT 1) UPDATE customers SET notes = 'x'
WITH "temp"."gatehouse_rows" AS (SELECT 1) UPDATE customers SET notes = 'x'
WITH gatehouse_done AS (SELECT 'x' AS ssn) UPDATE customers SET notes = 'x' RETURNING (SELECT ssn FROM gatehouse_done)
INSERT INTO archive (id, what) SELECT id, x FROM (SELECT id, country AS gatehouse_new_1 FROM customers) y (id, x)
WITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d
WITH d AS (UPDATE customers SET notes = ssn RETURNING *) SELECT * FROM d
INSERT INTO archive (id, what) WITH d AS (DELETE FROM orders RETURNING id, note) SELECT * FROM d
MERGE INTO archive USING customers c ON c.id = archive.id WHEN MATCHED THEN UPDATE SET what = c.ssn
INSERT INTO archive (id, what) VALUES (7, RAISE(ABORT, 'x'))
UPDATE customers SET notes = RAISE(IGNORE)
UPDATE customers SET notes = new.ssn
UPDATE customers SET notes = old.ssn
UPDATE customers SET notes = fts5_source_id()
UPDATE customers SET notes = zeroblob(1000000000)
UPDATE customers SET notes = printf('%.*c', 1000000000, 'x')
UPDATE customers SET notes = (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)
UPDATE customers SET notes = 'x' RETURNING count(*)
UPDATE customers SET notes = max(ssn)
DELETE FROM archive RETURNING count(*)
UPDATE customers SET notes = @x
UPDATE customers SET notes = :x
UPDATE customers SET notes = $x
UPDATE customers SET (notes, visits) = (SELECT gatehouse_row_1, 2 FROM gatehouse_row)
UPDATE customers SET (notes, visits) = (SELECT 'x', 2) FROM (SELECT 1) gatehouse_row
UPDATE customers SET (notes, visits) = (SELECT 'x', 2 WHERE ssn LIKE '9%')
UPDATE customers SET (notes, visits) = (SELECT 1)
UPDATE customers SET (notes, visits) = (SELECT 1, 2, 3)
UPDATE customers SET (notes, visits) = 5
UPDATE customers SET (notes, ssn) = (SELECT 'x', 'y')
UPDATE orders SET (status, region) = (SELECT 'x', 'US') WHERE id = 1
