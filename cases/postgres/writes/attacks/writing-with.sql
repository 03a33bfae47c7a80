WITH gone AS (DELETE FROM customers WHERE id = 4 RETURNING *) INSERT INTO archive (id, what) SELECT id, email FROM gone
WITH gone AS (DELETE FROM customers WHERE id = 4 RETURNING id, full_name AS x) INSERT INTO archive (id, what) SELECT id, x FROM gone
WITH gone AS (DELETE FROM customers WHERE id = 4 RETURNING *) INSERT INTO archive SELECT * FROM gone
WITH gone AS (DELETE FROM customers WHERE id = 4 RETURNING *) SELECT * FROM gone
WITH gone AS (DELETE FROM customers WHERE id = 4 RETURNING ssn) SELECT * FROM gone
WITH gone (a, b, c, d) AS (DELETE FROM customers WHERE id = 4 RETURNING *) INSERT INTO archive (id, what) SELECT a, b FROM gone
WITH gone AS (DELETE FROM customers WHERE ssn = '900-55-1004' RETURNING id) SELECT * FROM gone
WITH up AS (UPDATE customers SET notes = 'x' RETURNING email) INSERT INTO archive (id, what) SELECT 1, max(email) FROM up
WITH up AS (UPDATE customers SET notes = 'x' RETURNING customers::text AS t) INSERT INTO archive (id, what) SELECT 1, max(t) FROM up
WITH up AS (UPDATE customers SET notes = 'x' RETURNING to_jsonb(customers) AS t) SELECT t FROM up
WITH up AS (UPDATE customers SET notes = ssn RETURNING id) SELECT 1
WITH ins AS (INSERT INTO customers (id, email, country) VALUES (61, 'a', 'DE') RETURNING email_lower) INSERT INTO archive (id, what) SELECT 1, email_lower FROM ins
WITH ins AS (INSERT INTO customers (id, email, country) VALUES (61, 'a', 'DE') RETURNING ssn) SELECT * FROM ins
WITH s AS (SELECT * FROM customers), ins AS (INSERT INTO archive (id, what) SELECT id, email FROM s) SELECT 1
WITH s (a, b) AS (SELECT * FROM customers), ins AS (INSERT INTO archive (id, what) SELECT a, b FROM s) SELECT 1
WITH s AS (SELECT email AS e FROM customers), d AS (DELETE FROM heap RETURNING a) INSERT INTO archive (id, what) SELECT d.a, s.e FROM d, s
WITH s AS (SELECT ssn FROM customers), d AS (DELETE FROM heap) SELECT * FROM s
WITH s AS (SELECT secret FROM hidden_stuff), d AS (DELETE FROM heap) SELECT * FROM s
WITH d AS (DELETE FROM hidden_stuff RETURNING *) SELECT * FROM d
WITH d AS (DELETE FROM hidden_stuff) SELECT 1
WITH d AS (DELETE FROM heap) DELETE FROM hidden_stuff
WITH d AS (UPDATE hr.payroll SET amount = 0) SELECT 1
WITH d AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM d
WITH d AS (DELETE FROM orders WHERE id = 2 RETURNING *) SELECT * FROM d
WITH d AS (DELETE FROM orders WHERE region = 'US' RETURNING status) INSERT INTO archive (id, what) SELECT 1, status FROM d
WITH d AS (UPDATE orders SET region = 'US' WHERE id = 1 RETURNING id) SELECT * FROM d
WITH d AS (INSERT INTO orders (id, region) VALUES (40, 'US') RETURNING id) SELECT * FROM d
WITH d AS (INSERT INTO orders (id, region) VALUES (2, 'EU') RETURNING id) SELECT * FROM d
WITH o AS (SELECT id, status FROM orders WHERE id = 2), d AS (DELETE FROM heap) SELECT * FROM o
WITH o AS (SELECT id FROM orders WHERE id < 4), d AS (DELETE FROM heap) SELECT 1 / (id - 2) FROM o
WITH o AS NOT MATERIALIZED (SELECT id, status FROM orders), d AS (DELETE FROM heap RETURNING a) SELECT (CASE WHEN status LIKE 'canary%' THEN 'boom' ELSE '1' END)::int FROM o
WITH o AS NOT MATERIALIZED (SELECT id, status FROM orders), d AS (UPDATE heap SET b = 'x' FROM o WHERE 1 / (o.id - 2) > 5) SELECT 1
WITH a AS (UPDATE orders SET status = 'a' WHERE id = 1), b AS (UPDATE orders SET status = 'b' WHERE id = 1) SELECT 1
WITH a AS (UPDATE orders SET status = 'a' WHERE id = 1), b AS (DELETE FROM orders WHERE id = 1) SELECT 1
WITH a AS (INSERT INTO archive (id, what) VALUES (1, 'x') RETURNING id) UPDATE archive SET what = (SELECT max(email) FROM customers)
WITH orders AS (DELETE FROM heap RETURNING a AS id) UPDATE orders SET id = 5
WITH orders AS (DELETE FROM orders WHERE id = 5 RETURNING *) SELECT note FROM orders
WITH a AS (WITH b AS (DELETE FROM heap RETURNING *) SELECT * FROM b) SELECT * FROM a
SELECT * FROM (WITH b AS (DELETE FROM heap RETURNING *) SELECT * FROM b) s
WITH a AS (DELETE FROM heap RETURNING *), gatehouse_done_1 AS (SELECT ssn FROM customers) SELECT * FROM gatehouse_done_1
WITH a AS (DELETE FROM heap RETURNING *) SELECT * FROM gatehouse_rows_1
WITH a AS (DELETE FROM heap RETURNING *) SELECT * FROM "gatehouse_list"
WITH a AS (TRUNCATE heap) SELECT 1
WITH a AS (DELETE FROM heap RETURNING pg_read_file('/etc/hostname')) SELECT * FROM a
WITH a AS (DELETE FROM heap RETURNING get_ssn(1)) SELECT * FROM a
WITH a AS (DELETE FROM heap RETURNING (SELECT max(ssn) FROM customers)) SELECT * FROM a
WITH a AS (DELETE FROM heap RETURNING (SELECT max(email) FROM customers) AS e) INSERT INTO archive (id, what) SELECT 1, e FROM a
WITH a AS (DELETE FROM heap) SELECT ssn FROM customers
WITH a AS (DELETE FROM archive) SELECT email, full_name FROM customers
WITH a AS (DELETE FROM archive) SELECT * FROM pg_catalog.pg_authid
WITH a AS (DELETE FROM archive) SELECT 1 INTO leaked
WITH a AS (DELETE FROM archive) SELECT id FROM orders FOR UPDATE
WITH a AS (DELETE FROM archive) TABLE customers
WITH a AS (DELETE FROM members RETURNING *) SELECT * FROM a
WITH a AS (DELETE FROM members RETURNING ssn) INSERT INTO archive (id, what) SELECT 1, max(ssn) FROM a
WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a WHERE n < 3), d AS (DELETE FROM archive) SELECT ssn FROM customers, a
WITH RECURSIVE a (e) AS (SELECT max(email) FROM customers UNION ALL SELECT e || 'x' FROM a WHERE length(e) < 20), d AS (INSERT INTO archive (id, what) SELECT 1, max(e) FROM a) SELECT 1
WITH a AS (MERGE INTO customers c USING heap h ON c.id = h.a WHEN MATCHED THEN UPDATE SET notes = c.ssn) SELECT 1
