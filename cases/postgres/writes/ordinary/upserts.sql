INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'again'), (91, 'new') ON CONFLICT (id) DO UPDATE SET what = EXCLUDED.what RETURNING id, what
INSERT INTO archive VALUES (90, 'again', 'now') ON CONFLICT (id) DO UPDATE SET what = excluded.what, at = excluded.at
INSERT INTO archive AS a (id, what) VALUES (90, 'b') ON CONFLICT (id) DO UPDATE SET what = a.what || excluded.what
INSERT INTO archive (id, what) VALUES (90, 'b') ON CONFLICT (id) DO UPDATE SET what = archive.what || excluded.what RETURNING *
INSERT INTO archive (id, what) VALUES (90, 'b'), (92, 'c') ON CONFLICT ON CONSTRAINT archive_pkey DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'b'), (92, 'c') ON CONFLICT (id) DO UPDATE SET what = excluded.what WHERE archive.what <> 'kept'
INSERT INTO archive (id, what) VALUES (90, 'b'), (92, 'c') ON CONFLICT (id) DO UPDATE SET what = excluded.what WHERE archive.what IS DISTINCT FROM excluded.what
INSERT INTO archive (id, what) VALUES (90, 'b') ON CONFLICT (id) DO UPDATE SET what = excluded.what WHERE archive.what = 'kept' AND excluded.what = 'b' OR archive.id = 5
INSERT INTO archive (id, what) SELECT id + 89, name FROM stores ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) TABLE stores ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) (SELECT id + 89, name FROM stores ORDER BY id LIMIT 2) ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) SELECT 90, 'x' UNION ALL SELECT 95, 'y' ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) WITH s AS (SELECT id + 88 AS id, name FROM stores) SELECT id, name FROM s ON CONFLICT (id) DO UPDATE SET what = excluded.what
WITH s AS (SELECT id + 88 AS id, name FROM stores) INSERT INTO archive (id, what) SELECT id, name FROM s ON CONFLICT (id) DO UPDATE SET what = excluded.what RETURNING id
WITH s AS (SELECT max(name) AS name FROM stores) INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = (SELECT name FROM s)
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = (SELECT max(name) FROM stores WHERE stores.id < excluded.id)
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = upper(excluded.what), at = DEFAULT
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET (what, at) = (excluded.what, 'then')
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET (what, at) = (SELECT excluded.what, name FROM stores WHERE id = 1)
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET id = excluded.id, what = excluded.what
INSERT INTO archive (id, what) VALUES (90, NULL) ON CONFLICT (id) DO UPDATE SET what = coalesce(excluded.what, archive.what)
INSERT INTO archive (id, what, at) VALUES (90, 'x', DEFAULT), (93, 'y', DEFAULT) ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO labels (name, n) VALUES ('red', 1), ('green', 1) ON CONFLICT (name) DO UPDATE SET n = labels.n + excluded.n
INSERT INTO labels (name, n) VALUES ('red', 1), ('green', 1) ON CONFLICT (n, name) DO UPDATE SET n = labels.n + 10
INSERT INTO labels (name, n) VALUES ('red', 1) ON CONFLICT (name, n) DO UPDATE SET n = 10
INSERT INTO labels AS l (name) VALUES ('red') ON CONFLICT (name) DO UPDATE SET n = l.n + 1 RETURNING l.n
INSERT INTO order_items (order_id, line, product, quantity) VALUES (1, 1, 'p1', 4), (1, 9, 'p9', 1) ON CONFLICT (order_id, line) DO UPDATE SET quantity = order_items.quantity + excluded.quantity
INSERT INTO order_items (order_id, line, product, quantity) SELECT order_id, line, product, 1 FROM order_items WHERE order_id = 3 ON CONFLICT (line, order_id) DO UPDATE SET quantity = 0
INSERT INTO orders (id, customer_id, total, region) VALUES (1, 1, 5, 'EU'), (30, 1, 6, 'EU') ON CONFLICT (id) DO UPDATE SET total = excluded.total, status = 'again' RETURNING id, total, status
INSERT INTO customers (id, email, country, visits) VALUES (1, 'a@x.example', 'DE', 1), (60, 'b@x.example', 'FR', 1) ON CONFLICT (id) DO UPDATE SET visits = customers.visits + excluded.visits
INSERT INTO counters (id, n) VALUES (1, 5), (80, 6) ON CONFLICT (id) DO UPDATE SET n = excluded.n RETURNING id, n, doubled
INSERT INTO serials (id, name) VALUES (1, 'z') ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO sessions (id, who) VALUES ('00000000-0000-4000-8000-000000000001', 'b') ON CONFLICT (id) DO UPDATE SET who = excluded.who
INSERT INTO events (id, kind, n) VALUES (1, 'view', 5), (60, 'low', 1), (600, 'high', 2) ON CONFLICT (id) DO UPDATE SET n = events.n + excluded.n
INSERT INTO audited (id, v) VALUES (1, 'new'), (9, 'nine') ON CONFLICT (id) DO UPDATE SET v = excluded.v
INSERT INTO typed (id, n, d, vc, u, t) VALUES (1, 1.239, '2024-01-01', 'abc', '00000000-0000-4000-8000-000000000001', 'gold') ON CONFLICT (id) DO UPDATE SET n = typed.n + excluded.n, d = excluded.d, t = excluded.t
INSERT INTO typed (id, n) SELECT 1, 2.5 UNION ALL SELECT 7, 0.005 ON CONFLICT (id) DO UPDATE SET n = excluded.n * 10
INSERT INTO typed (id, words, j) VALUES (1, '{x}', '{"z": 1}') ON CONFLICT (id) DO UPDATE SET words = typed.words || excluded.words, j = typed.j || excluded.j
INSERT INTO tree (id, parent, name) VALUES (3, 1, 'moved'), (4, 3, 'new') ON CONFLICT (id) DO UPDATE SET parent = excluded.parent
INSERT INTO conflict (id, nothing, only_) VALUES (1, 'do update set', 'where') ON CONFLICT (id) DO UPDATE SET nothing = excluded.nothing || ' where', only_ = 'returning' RETURNING only_
INSERT INTO "select" (id, "set", "where") VALUES (1, 'a', 'b') ON CONFLICT (id) DO UPDATE SET "set" = excluded."set", "where" = "select"."where" || excluded."where" WHERE "select"."where" = 'w' RETURNING "where"
INSERT INTO "Größe ""x""" (id, "naïve col", "CamelCase") VALUES (1, 'ü', 3), (2, 'ß', 4) ON CONFLICT (id) DO UPDATE SET "naïve col" = excluded."naïve col" || '€' RETURNING "CamelCase"
insert into archive(id,what)values(90,'t')on conflict(id)do update set what=excluded.what returning id;
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = excluded.what || extract(year FROM date '2024-01-01')::text WHERE archive.at IS NOT DISTINCT FROM 'then'
INSERT INTO stores (id, name) VALUES (1, 'far north'), (4, 'west') ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO orders (id, customer_id, total, region) SELECT id, customer_id, total, region FROM orders WHERE region = 'EU' ON CONFLICT (id) DO UPDATE SET total = orders.total + excluded.total
UPDATE archive SET (what, at) = ('a', 'b') WHERE id = 90
UPDATE archive SET (what, at) = ROW ('a', DEFAULT) WHERE id = 90
UPDATE archive SET (what) = ROW('a') WHERE id = 90
UPDATE archive SET (what, at) = (SELECT name, 'from ' || id FROM stores WHERE stores.id = archive.id - 89) WHERE id = 90 RETURNING *
UPDATE archive AS a SET (what, at) = (SELECT name, name FROM stores WHERE id = 77), id = 91
UPDATE typed SET (n, d, vc) = (1.005, '2024-02-29', 'abc'), small = 3 WHERE id = 1
UPDATE typed SET small = 4, (n, flag) = (SELECT count(*), bool_or(true) FROM stores), big = 5 WHERE id = 1
UPDATE orders o SET (total, status) = (SELECT sum(quantity), max(product) FROM order_items i WHERE i.order_id = o.id) WHERE o.region = 'EU'
UPDATE orders SET (total, status) = (x.n, x.s) FROM (VALUES (1, 5, 'a'), (3, 6, 'b')) AS x (id, n, s) WHERE x.id = orders.id
UPDATE archive SET (what, at) = (WITH s AS (SELECT * FROM stores) SELECT max(name), min(name) FROM s)
UPDATE archive SET (what, at) = ((SELECT 'x', 'y'))
UPDATE archive SET (what, at) = (concat('a', ',', 'b'), (SELECT name FROM stores WHERE id = 1))
