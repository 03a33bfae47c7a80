SELECT gatehouse_token('email', 'Canary1@x.example')
SELECT gatehouse_partial('first', 99, email) FROM customers
SELECT load_extension('x')
SELECT readfile('/etc/hostname')
SELECT writefile('/tmp/x', 'y')
SELECT edit('x')
SELECT changes(), total_changes()
SELECT last_insert_rowid()
SELECT sqlite_version()
SELECT sqlite_source_id()
SELECT sqlite_compileoption_get(1)
SELECT sqlite_offset(email) FROM customers
SELECT zeroblob(1000000000)
SELECT randomblob(1000000000)
SELECT fts5(1)
SELECT snippet(search, 0, '', '', '', 5) FROM search
SELECT email REGEXP 'Canary' FROM customers
SELECT email MATCH 'Canary' FROM customers
DELETE FROM customers
UPDATE customers SET email = 'x'
INSERT INTO audit_log VALUES (2, 'x')
REPLACE INTO audit_log VALUES (2, 'x')
WITH x AS (SELECT 1) DELETE FROM customers
DROP TABLE customers
CREATE TABLE x AS SELECT * FROM customers
CREATE TEMP TABLE x AS SELECT * FROM customers
CREATE VIEW v AS SELECT * FROM customers
ATTACH 'shop.db' AS other
DETACH main
PRAGMA table_info(customers)
PRAGMA writable_schema = 1
PRAGMA query_only = 0
VACUUM
VACUUM INTO '/tmp/x'
ANALYZE
REINDEX
BEGIN
COMMIT
SAVEPOINT x
EXPLAIN SELECT * FROM customers
EXPLAIN QUERY PLAN SELECT * FROM customers WHERE email = 'x'
SELECT 1; DELETE FROM customers
