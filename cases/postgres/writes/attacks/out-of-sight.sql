UPDATE orders SET status = 'x' WHERE region = 'US'
UPDATE orders SET status = 'x' WHERE id = 2
UPDATE orders SET status = 'x' WHERE 1 / (id - 2) < 5
UPDATE orders SET status = 'x' WHERE CASE WHEN id = 2 THEN 1 / 0 ELSE 1 END = 1
UPDATE orders SET status = 'x' WHERE (CASE WHEN status LIKE 'canary%' THEN 'boom' ELSE '1' END)::int = 1
UPDATE orders SET total = 1000000 / (total - 200)
UPDATE orders SET region = 'US'
UPDATE orders SET region = 'US' WHERE id = 1
UPDATE orders SET region = 'US' WHERE id = 1 RETURNING *
UPDATE orders SET region = NULL WHERE id = 1
UPDATE orders SET region = DEFAULT WHERE id = 1
UPDATE orders SET region = lower(region)
UPDATE ONLY orders SET region = 'US'
UPDATE orders SET id = 2 WHERE id = 1
UPDATE orders SET id = id + 1
UPDATE orders o SET status = p.status FROM orders p WHERE p.id = 2
UPDATE orders SET status = 'x' FROM orders o2 WHERE o2.region = 'US' AND o2.id = orders.id + 1
UPDATE orders SET status = (SELECT status FROM orders WHERE id = 2) WHERE id = 1
UPDATE orders SET total = (SELECT sum(total) FROM orders) WHERE id = 1
UPDATE orders SET total = (SELECT count(*) FROM sales) WHERE id = 1
UPDATE orders SET total = x.total FROM open_orders x WHERE x.id = 2
UPDATE order_items SET quantity = 9 WHERE order_id IN (SELECT id FROM orders WHERE region = 'US')
UPDATE order_items SET quantity = 9 FROM orders o WHERE o.id = order_id AND o.status LIKE 'canary%'
DELETE FROM orders
DELETE FROM orders WHERE id = 2
DELETE FROM orders WHERE region <> 'EU'
DELETE FROM ONLY orders WHERE id = 4
DELETE FROM orders USING orders o WHERE o.id = 2 AND orders.id = o.id
DELETE FROM orders WHERE id = 2 RETURNING *
DELETE FROM orders o USING sales s WHERE s.region = 'US'
DELETE FROM customers WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = customers.id AND o.region = 'US')
DELETE FROM stores WHERE id = 1
DELETE FROM stores WHERE id = 2
DELETE FROM stores
DELETE FROM stores WHERE id = 2 RETURNING (SELECT count(*) FROM sales)
UPDATE stores SET id = 22 WHERE id = 2
UPDATE stores SET id = id + 10
UPDATE sales SET amount = 0
UPDATE sales SET store_id = 2 WHERE region = 'US'
UPDATE sales SET region = 'US' WHERE id = 1
INSERT INTO orders (id, region, total) VALUES (7, 'US', 1)
INSERT INTO orders (id, region, total) VALUES (7, 'EU', 1), (8, 'US', 1)
INSERT INTO orders (id, region) SELECT id + 10, 'US' FROM orders
INSERT INTO orders (id, region) SELECT id + 10, CASE WHEN id = 3 THEN 'US' ELSE region END FROM orders
INSERT INTO orders (id, region) VALUES (7, 'US') RETURNING *
INSERT INTO orders (id, region) VALUES (2, 'US') ON CONFLICT DO NOTHING
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET region = 'EU'
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET status = orders.status || 'x' RETURNING *
INSERT INTO orders (id, region) SELECT 7, region FROM orders WHERE id = 2
INSERT INTO archive (id, what) SELECT id, status FROM orders WHERE region = 'US'
INSERT INTO archive (id, what) SELECT id, status FROM public.orders
INSERT INTO archive (id, what) SELECT id, status FROM ONLY orders
INSERT INTO archive (id, what) SELECT count(*), max(status) FROM orders
INSERT INTO archive (id, what) SELECT id, status FROM orders TABLESAMPLE SYSTEM (100)
INSERT INTO archive (id, what) SELECT id, status FROM open_orders
INSERT INTO archive (id, what) SELECT s.id, o.status FROM sales s FULL JOIN orders o ON o.id = s.id
INSERT INTO archive (id, what) SELECT 1 / (id - 2), status FROM orders
INSERT INTO heap SELECT id, region FROM orders WHERE (CASE WHEN region = 'US' THEN 'boom' ELSE '1' END)::int = 1
UPDATE open_orders SET status = 'x'
INSERT INTO open_orders (id, region) VALUES (8, 'US')
DELETE FROM open_orders WHERE region = 'US'
INSERT INTO hidden_stuff (id, nope) VALUES (1, DEFAULT), (DEFAULT, 2)
UPDATE hidden_stuff SET nope = 1
UPDATE hidden_stuff SET gatehouse_x = 1
INSERT INTO hidden_stuff (id) VALUES (1, 2, 3)
UPDATE ticket SET nope = 1
