UPDATE orders SET status = 'x'
UPDATE orders SET status = 'x' WHERE id = 2
UPDATE orders SET status = 'x' WHERE id IN (2, 4)
UPDATE orders SET status = 'x' WHERE region = 'US'
UPDATE orders SET status = 'x' WHERE region <> 'EU' OR 1
UPDATE orders SET status = 'x' WHERE rowid = 2
UPDATE orders SET status = 'x' WHERE id > 0 RETURNING *
UPDATE orders SET status = 'x' WHERE 100 / (total - 200) > 0
UPDATE orders SET status = 'x' WHERE json_extract(CASE WHEN region = 'US' THEN '{' ELSE '1' END, '$') = 1
UPDATE orders SET status = 'x' WHERE abs(CASE WHEN region = 'US' THEN -9223372036854775807 - 1 ELSE 1 END) > 0
UPDATE orders SET region = 'US'
UPDATE orders SET region = 'US' WHERE id = 1
UPDATE orders SET region = 'eu' WHERE id = 1
UPDATE orders SET region = 'EU' WHERE id = 2
UPDATE orders SET region = 'US' WHERE id = 1 RETURNING id
UPDATE orders SET (region, status) = ('US', 'x') WHERE id = 1
UPDATE orders SET id = 2 WHERE id = 1
UPDATE orders SET id = 4 WHERE id = 5
UPDATE OR IGNORE orders SET id = 2 WHERE id = 1
UPDATE OR REPLACE orders SET id = 2 WHERE id = 5
UPDATE OR FAIL orders SET id = 2 WHERE id = 5
UPDATE OR ABORT orders SET id = 2 WHERE id = 5
UPDATE OR ROLLBACK orders SET id = 2 WHERE id = 5
UPDATE orders AS o SET status = p.status FROM orders p WHERE p.id = 2
UPDATE orders SET status = (SELECT status FROM orders WHERE id = 2) WHERE id = 1
UPDATE stores SET name = (SELECT status FROM orders WHERE region = 'US')
UPDATE stores SET name = (SELECT count(*) FROM orders)
UPDATE stores SET name = (SELECT group_concat(region) FROM orders)
UPDATE stores SET name = o.status FROM orders o WHERE o.id = 2
DELETE FROM orders
DELETE FROM orders WHERE id = 2
DELETE FROM orders WHERE id = 4
DELETE FROM orders WHERE region = 'US' RETURNING *
DELETE FROM orders WHERE rowid IN (2, 4)
DELETE FROM orders WHERE _rowid_ = 2
DELETE FROM orders WHERE oid = 2
DELETE FROM sales
DELETE FROM sales WHERE id = 2 RETURNING *
DELETE FROM sales WHERE amount > 5
UPDATE sales SET amount = 0
UPDATE sales SET region = 'US' WHERE id = 1
UPDATE sales SET amount = (SELECT sum(amount) FROM sales)
DELETE FROM stores
DELETE FROM stores WHERE id = 1
DELETE FROM stores WHERE id = 2
UPDATE stores SET id = 10 WHERE id = 1
UPDATE stores SET id = id + 10
INSERT INTO orders (id, region) VALUES (7, 'US')
INSERT INTO orders (id, region) VALUES (7, 'US') RETURNING *
INSERT INTO orders (id, region, total) VALUES (7, 'EU', 1), (8, 'US', 1)
INSERT INTO orders (id, region) SELECT 7, 'U' || 'S'
INSERT INTO orders (id, region) SELECT 7, region FROM orders WHERE id = 2
INSERT INTO orders (id, region) SELECT id + 10, region FROM orders
INSERT INTO orders (id, region) VALUES (2, 'EU')
INSERT INTO orders (id, region) VALUES (2, 'EU') RETURNING *
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT DO NOTHING
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET region = 'EU'
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET region = excluded.region
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET status = 'x' RETURNING *
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET status = 'x' WHERE region = 'US'
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET status = status || 'x'
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (1, 'EU'), (2, 'EU') ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (1, 'US') ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (1, 'EU') ON CONFLICT (id) DO UPDATE SET region = 'US'
INSERT INTO orders (id, region) VALUES (1, 'EU') ON CONFLICT (id) DO UPDATE SET id = 2
INSERT INTO orders (id, region) VALUES (1, 'US') ON CONFLICT (id) DO UPDATE SET region = excluded.region
INSERT INTO orders (id, region) VALUES (9, 'US') ON CONFLICT (id) DO UPDATE SET region = 'EU'
INSERT OR REPLACE INTO orders (id, region) VALUES (2, 'EU')
INSERT OR REPLACE INTO orders (id, region) VALUES (1, 'US')
INSERT OR REPLACE INTO orders (id, region, total) VALUES (4, 'EU', 1) RETURNING *
INSERT OR REPLACE INTO orders (id, region, note) VALUES (7, 'EU', 'canary b')
REPLACE INTO orders (id, region) VALUES (2, 'EU')
REPLACE INTO orders (rowid, region) VALUES (2, 'EU')
REPLACE INTO sales (id, store_id, region) VALUES (2, 1, 'EU')
REPLACE INTO stores (id, name) VALUES (1, 'replaced')
INSERT OR REPLACE INTO stores (id, name) VALUES (2, 'replaced')
INSERT OR IGNORE INTO orders (id, region) VALUES (2, 'EU')
INSERT OR IGNORE INTO orders (id, region) VALUES (2, 'EU') RETURNING id
INSERT OR FAIL INTO orders (id, region) VALUES (7, 'EU'), (2, 'EU')
INSERT OR ABORT INTO orders (id, region) VALUES (7, 'EU'), (2, 'EU')
INSERT OR ROLLBACK INTO orders (id, region) VALUES (7, 'EU'), (2, 'EU')
INSERT INTO order_items (order_id, line) VALUES (99, 1)
DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE region = 'US')
UPDATE open_orders SET total = 0
DELETE FROM open_orders WHERE region = 'US'
INSERT INTO archive (id, what) SELECT id, status FROM orders
INSERT INTO archive (id, what) SELECT id, status FROM open_orders
INSERT INTO archive (id, what) SELECT 7, count(*) FROM sales
INSERT INTO archive (id, what) SELECT json_extract(CASE WHEN region = 'US' THEN '{' ELSE '1' END, '$'), status FROM orders
INSERT INTO archive (id, what) SELECT o.id, p.region FROM orders o CROSS JOIN orders p
INSERT INTO archive (id, what) SELECT order_id, product FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE region = 'US')
