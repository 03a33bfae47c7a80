INSERT INTO archive (id, what, at) VALUES (1, 'one', 'now')
INSERT INTO archive VALUES (2, 'two', NULL)
INSERT INTO archive (id, what) VALUES (3, 'three'), (4, 'four'), (5, NULL)
INSERT INTO archive (what, id) VALUES ('six', 6) RETURNING id
INSERT INTO archive (id, what) VALUES (7, 'it''s') RETURNING *
INSERT INTO archive (id, what) VALUES (8, E'tab\tnew\nline') RETURNING id, upper(what) AS loud
INSERT INTO archive (id, what) VALUES (9, $$dollar ' quoted$$)
INSERT INTO archive (id, what) VALUES (10, 'a' || 'b' || upper('c'))
INSERT INTO archive (id, what) VALUES (5 + 6, lower('ELEVEN'))
INSERT INTO archive (id, what) VALUES ('12', 12)
INSERT INTO archive (id, what) VALUES (13, (SELECT name FROM stores WHERE id = 1))
INSERT INTO archive (id, what) SELECT id + 100, name FROM stores
INSERT INTO archive (id, what, at) SELECT id + 110, 'const', NULL FROM stores
INSERT INTO archive (id, what) SELECT id + 120, region FROM orders WHERE status = 'open' ORDER BY id
INSERT INTO archive (id, what) SELECT id + 130, country FROM customers ORDER BY id LIMIT 2
INSERT INTO archive (id, what) SELECT 140, count(*)::text FROM orders WHERE region = 'EU'
INSERT INTO archive (id, what) SELECT 141, string_agg(name, ',' ORDER BY name) FROM stores
INSERT INTO archive (id, what) SELECT o.id + 150, c.country FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.region = 'EU'
INSERT INTO archive (id, what) (SELECT 160, 'brackets')
INSERT INTO archive (id, what) SELECT 161, 'x' UNION ALL SELECT 162, 'y'
INSERT INTO archive (id, what) WITH s AS (SELECT id, name FROM stores) SELECT id + 170, name FROM s
WITH s AS (SELECT id, name FROM stores) INSERT INTO archive (id, what) SELECT id + 180, name FROM s RETURNING id
INSERT INTO archive (id, what) SELECT g, 'row ' || g FROM generate_series(200, 205) AS g
INSERT INTO archive (id, what) TABLE stores ON CONFLICT (id) DO NOTHING
INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO NOTHING
INSERT INTO archive (id, what) VALUES (90, 'again'), (91, 'new') ON CONFLICT DO NOTHING RETURNING id
INSERT INTO archive AS a (id, what) VALUES (220, 'aliased') RETURNING a.id, a.what
INSERT INTO public.archive (id, what) VALUES (221, 'qualified')
insert into archive (id, what) values (222, 'small letters') returning id;
INSERT INTO archive(id,what)VALUES(223,'tight')RETURNING id
INSERT INTO heap VALUES (2, 'two'), (2, 'two')
INSERT INTO heap (a) VALUES (NULL)
INSERT INTO heap SELECT a + 1, b FROM heap
INSERT INTO heap DEFAULT VALUES
INSERT INTO customers (id, email, full_name, country) VALUES (50, 'new@x.example', 'New Person', 'DE')
INSERT INTO customers (id, email, plan) VALUES (51, 'gold@x.example', 'gold') RETURNING id, plan, country
INSERT INTO orders (id, customer_id, total, region) VALUES (20, 1, 10, 'EU')
INSERT INTO orders (id, customer_id, total, region, status, touched) VALUES (21, 1, 10, 'EU', DEFAULT, '2024-02-03 04:05:06+00') RETURNING id, status
INSERT INTO order_items (order_id, line, product) VALUES (1, 3, 'p9')
INSERT INTO order_items SELECT 3, line + 10, product, quantity * 2 FROM order_items WHERE order_id = 3
INSERT INTO tickets (title, opened) VALUES ('third', NULL) RETURNING id, title
INSERT INTO tickets (title, opened) VALUES ('fourth', '2024-05-06')
INSERT INTO tickets (id, title, opened) VALUES (DEFAULT, 'fifth', '2024-05-07')
INSERT INTO counters (n) VALUES (5), (6) RETURNING id, n, doubled
INSERT INTO counters (id, n) VALUES (77, 7)
INSERT INTO counters DEFAULT VALUES RETURNING id
INSERT INTO serials (name) VALUES ('c') RETURNING id
INSERT INTO sessions (id, who) VALUES ('00000000-0000-4000-8000-0000000000AA', 'b') RETURNING id
INSERT INTO events (id, kind) VALUES (50, 'low'), (500, 'high')
INSERT INTO events (id, kind, n) SELECT id + 20, kind, n FROM events WHERE id < 100
INSERT INTO audited (id, v) VALUES (3, 'z')
INSERT INTO labels (name, n) VALUES ('green', 3) RETURNING name
INSERT INTO labels VALUES ('grey') ON CONFLICT (name) DO NOTHING
INSERT INTO "select" (id, "from", "where", "set", "returning", "values", "default", "on", "conflict") VALUES (2, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h') RETURNING "returning", "from"
INSERT INTO conflict (id, returning_, nothing) VALUES (2, 'values', 'on conflict do nothing')
INSERT INTO conflict AS values_ (id, nothing) SELECT 3 AS returning, 'x' AS conflict RETURNING nothing
INSERT INTO "Größe ""x""" (id, "naïve col", "CamelCase") VALUES (2, 'ü', 3) RETURNING "naïve col"
INSERT INTO tree (id, parent, name) WITH RECURSIVE t AS (SELECT id, 0 AS depth FROM tree WHERE parent IS NULL UNION ALL SELECT c.id, t.depth + 1 FROM tree c JOIN t ON c.parent = t.id) SELECT id + 10, NULL, 'depth ' || depth FROM t
INSERT INTO archive (id, what) VALUES (230, '{"a": 1}'::jsonb ->> 'a'), (231, coalesce(NULL, 'x')), (232, CASE WHEN true THEN 'y' END)
INSERT INTO archive (id, what) VALUES (240, 'x,y (z) ''w'' -- no comment'), (241, '/* no comment */')
INSERT INTO sales (id, store_id, region, amount) VALUES (9, 3, 'EU', 1)
INSERT INTO tickets VALUES (DEFAULT, 'sixth', '2024-05-08'), (DEFAULT, 'seventh', NULL) RETURNING id
INSERT INTO counters VALUES (90, 4) RETURNING *
INSERT INTO stores VALUES (9)
INSERT INTO archive SELECT id + 300, name FROM stores
INSERT INTO archive (id, what) SELECT 310, 'a' AS from WHERE true
INSERT INTO archive (id, what, at) SELECT s.id + 320, s.name AS where, 'x' AS "on" FROM stores AS s
INSERT INTO counters (n, doubled) VALUES (4, DEFAULT)
INSERT INTO tickets (id, title, opened) OVERRIDING SYSTEM VALUE VALUES (900, 'given', '2024-03-01 00:00+00')
INSERT INTO tickets (id, title, opened) OVERRIDING SYSTEM VALUE SELECT 901, 'selected', '2024-03-02 00:00+00' RETURNING id, title
INSERT INTO archive (id, what) VALUES (190, 'a'), (191, DEFAULT), (192, 'c')
INSERT INTO orders (id, customer_id, total, region, status) VALUES (90, 1, 5, 'EU', DEFAULT), (91, 1, 6, 'EU', 'sent'), (92, 1, DEFAULT, 'EU', 'open')
