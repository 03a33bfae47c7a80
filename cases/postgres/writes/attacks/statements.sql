MERGE INTO customers c USING customers d ON c.id = d.id WHEN MATCHED THEN UPDATE SET notes = d.ssn
MERGE INTO orders o USING (VALUES (2)) v (id) ON o.id = v.id WHEN MATCHED THEN DELETE
MERGE INTO orders o USING (VALUES (2)) v (id) ON o.id = v.id WHEN NOT MATCHED THEN INSERT (id, region) VALUES (2, 'US')
WITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d
WITH d AS (DELETE FROM customers RETURNING ssn) INSERT INTO archive (id, what) SELECT 1, ssn FROM d
WITH u AS (UPDATE hidden_stuff SET secret = 'x' RETURNING secret) UPDATE customers SET notes = u.secret FROM u
WITH i AS (INSERT INTO hidden_stuff VALUES (2, 'x')) DELETE FROM heap
WITH a AS (SELECT 1), b AS (UPDATE orders SET region = 'US') SELECT 1
INSERT INTO archive (id, what) WITH d AS (DELETE FROM orders RETURNING id, note) SELECT * FROM d
UPDATE customers SET notes = 'x' WHERE id IN (WITH d AS (DELETE FROM orders RETURNING id) SELECT id FROM d)
TRUNCATE customers
TRUNCATE TABLE ONLY orders CASCADE
COPY customers TO STDOUT
COPY (SELECT ssn FROM customers) TO '/tmp/canary'
COPY archive FROM PROGRAM 'id'
COPY (DELETE FROM orders RETURNING *) TO STDOUT
DO $$ BEGIN DELETE FROM hidden_stuff; END $$
CALL nothing()
DROP TABLE customers
ALTER TABLE customers ADD COLUMN x text DEFAULT 'x'
ALTER TABLE orders DISABLE TRIGGER ALL
CREATE TABLE stolen AS SELECT * FROM customers
SELECT * INTO stolen FROM customers
CREATE VIEW stolen AS SELECT ssn FROM customers
CREATE TRIGGER t BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION trail()
CREATE RULE r AS ON UPDATE TO heap DO INSTEAD DELETE FROM hidden_stuff
GRANT ALL ON hidden_stuff TO PUBLIC
REVOKE ALL ON customers FROM PUBLIC
COMMENT ON TABLE customers IS 'x'
REFRESH MATERIALIZED VIEW countries
VACUUM customers
ANALYZE customers
REINDEX TABLE customers
CLUSTER customers
LOCK TABLE customers
SET search_path = hr, public
SET ROLE postgres
RESET ALL
BEGIN
COMMIT
ROLLBACK
SAVEPOINT s
PREPARE p AS UPDATE customers SET notes = ssn
EXECUTE p
DECLARE c CURSOR FOR SELECT ssn FROM customers
FETCH ALL FROM c
LISTEN x
NOTIFY x
EXPLAIN UPDATE customers SET notes = 'x' WHERE ssn = '900-55-1001'
EXPLAIN ANALYZE DELETE FROM orders
EXPLAIN (ANALYZE, VERBOSE) UPDATE customers SET notes = ssn
UPDATE customers SET notes = 'x'; DELETE FROM hidden_stuff
UPDATE customers SET notes = 'x'; COMMIT; DELETE FROM hidden_stuff
UPDATE customers SET notes = 'x' WHERE id = 1;;
DELETE FROM orders WHERE CURRENT OF c
UPDATE customers SET notes = 'x' WHERE CURRENT OF c
SELECT * FROM customers FOR UPDATE
SELECT id FROM orders FOR NO KEY UPDATE SKIP LOCKED
SELECT setval('ticket', 1)
SELECT lo_create(5)
SELECT pg_advisory_lock(1)
SELECT set_config('search_path', 'hr', false)
SECURITY LABEL ON TABLE customers IS 'x'
IMPORT FOREIGN SCHEMA x FROM SERVER afar INTO public
REASSIGN OWNED BY postgres TO postgres
CHECKPOINT
LOAD 'auto_explain'
INSERT INTO orders (id, customer_id, total, region, status) VALUES (90, 1, 5, 'US', DEFAULT), (91, 1, 6, 'EU', 'sent')
INSERT INTO customers (id, ssn) VALUES (90, DEFAULT), (91, 'x')
MERGE INTO hidden_stuff h USING (SELECT 1 AS i) s ON h.id = s.i WHEN MATCHED THEN DELETE RETURNING merge_action(), h.secret
MERGE INTO archive a USING (SELECT 1 AS i) s ON a.id = s.i WHEN MATCHED THEN DELETE RETURNING merge_action(), gatehouse_action, a.id
