INSERT INTO archive (id, what, at) VALUES (1, 'one', 'now')
INSERT INTO archive VALUES (2, 'two', NULL)
INSERT INTO archive (id, what) VALUES (3, 'three'), (4, 'four'), (5, NULL)
INSERT INTO archive (what, id) VALUES ('six', 6) RETURNING id
INSERT INTO archive (id, what) VALUES (7, 'it''s') RETURNING *
INSERT INTO archive (what) VALUES ('next key') RETURNING id
INSERT INTO archive (id, what) VALUES (NULL, 'next key too') RETURNING id, what
INSERT INTO archive (id, what) VALUES (8, 'tab	and ünï') RETURNING id, upper(what) AS loud
INSERT INTO archive (id, what) VALUES (10, 'a' || 'b' || upper('c'))
INSERT INTO archive (id, what) VALUES (5 + 6, lower('ELEVEN'))
INSERT INTO archive (id, what) VALUES ('12', 12)
INSERT INTO archive (id, what) VALUES (13, (SELECT name FROM stores WHERE id = 1))
INSERT INTO archive (id, what) SELECT id + 100, name FROM stores
INSERT INTO archive (id, what, at) SELECT id + 110, 'const', NULL FROM stores
INSERT INTO archive (id, what) SELECT id + 120, region FROM orders WHERE status = 'open' ORDER BY id
INSERT INTO archive (id, what) SELECT id + 130, country FROM customers ORDER BY id LIMIT 2
INSERT INTO archive (id, what) SELECT 140, count(*) FROM orders WHERE region = 'EU'
INSERT INTO archive (id, what) SELECT 141, group_concat(name, ',') FROM stores
INSERT INTO archive (id, what) SELECT o.id + 150, c.country FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.region = 'EU'
INSERT INTO archive (id, what) SELECT 161, 'x' UNION ALL SELECT 162, 'y'
INSERT INTO archive (id, what) WITH s AS (SELECT id, name FROM stores) SELECT id + 170, name FROM s
WITH s AS (SELECT id, name FROM stores) INSERT INTO archive (id, what) SELECT id + 180, name FROM s RETURNING id
INSERT INTO archive (id, what) WITH RECURSIVE g (n) AS (SELECT 200 UNION ALL SELECT n + 1 FROM g WHERE n < 205) SELECT n, 'row ' || n FROM g
INSERT INTO archive (id, what) SELECT value, 'each ' || key FROM json_each('[210, 211, 212]')
INSERT INTO archive (id, what) SELECT value ->> 'id', value ->> 'what' FROM json_each('[{"id": 213, "what": "a"}, {"id": 214, "what": "b"}]')
INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO NOTHING
INSERT INTO archive (id, what) VALUES (90, 'again'), (91, 'new') ON CONFLICT DO NOTHING RETURNING id
INSERT OR IGNORE INTO archive (id, what) VALUES (90, 'again'), (92, 'new') RETURNING id
INSERT OR ABORT INTO archive (id, what) VALUES (93, 'abort')
INSERT OR ROLLBACK INTO archive (id, what) VALUES (95, 'rollback') RETURNING id
INSERT OR FAIL INTO archive (id, what) VALUES (96, 'fail'), (97, 'fail') RETURNING id
INSERT OR FAIL INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) SELECT id + 87, name FROM stores WHERE true ON CONFLICT (id) DO NOTHING
INSERT INTO archive AS a (id, what) VALUES (220, 'aliased') RETURNING id, what
INSERT INTO main.archive (id, what) VALUES (221, 'qualified')
insert into ARCHIVE (ID, What) values (222, 'small letters') returning Id;
INSERT INTO archive(id,what)VALUES(223,'tight')RETURNING id
INSERT INTO "archive" ("id", "what") VALUES (225, 'quoted')
INSERT INTO archive (id, what) VALUES (226, x'616263'), (227, CAST(x'616263' AS TEXT)), (228, 0x10), (229, TRUE)
INSERT INTO heap VALUES (2, 'two'), (2, 'two')
INSERT INTO heap (a) VALUES (NULL)
INSERT INTO heap SELECT a + 1, b FROM heap
INSERT INTO heap DEFAULT VALUES
INSERT INTO customers (id, email, full_name, country) VALUES (50, 'new@x.example', 'New Person', 'DE')
INSERT INTO customers (id, email, plan) VALUES (51, 'gold@x.example', 'gold') RETURNING id, plan, country
INSERT INTO customers (email) VALUES ('next@x.example') RETURNING id
INSERT INTO orders (id, customer_id, total, region) VALUES (20, 1, 10, 'EU')
INSERT INTO orders (id, customer_id, total, region, status, touched) VALUES (21, 1, 10, 'EU', 'new', '2024-02-03') RETURNING id, status
INSERT INTO order_items (order_id, line, product) VALUES (1, 3, 'p9')
INSERT INTO order_items SELECT 3, line + 10, product, quantity * 2 FROM order_items WHERE order_id = 3
INSERT INTO order_items (order_id, line, product) VALUES (1, 1, 'there'), (1, 4, 'new') ON CONFLICT (order_id, line) DO NOTHING
INSERT INTO tickets (title, opened) VALUES ('third', NULL) RETURNING id, title
INSERT INTO tickets (title, opened) VALUES ('fourth', '2024-05-06'), ('fifth', '2024-05-07')
INSERT INTO counters (n) VALUES (5), (6) RETURNING id, n, doubled, tripled
INSERT INTO counters (id, n) VALUES (77, 7)
INSERT INTO counters DEFAULT VALUES RETURNING id
INSERT INTO counters VALUES (90, 4) RETURNING *
INSERT INTO sessions (id, who) VALUES ('s2', 'b') RETURNING id
INSERT INTO audited (id, v) VALUES (3, 'z')
INSERT INTO labels (name, n) VALUES ('green', 3) RETURNING name
INSERT INTO labels (name) VALUES ('grey') ON CONFLICT (name) DO NOTHING
INSERT INTO codes VALUES ('ef', 3), ('GH', 4)
INSERT INTO codes VALUES ('AB', 9), ('ij', 5) ON CONFLICT (code) DO NOTHING RETURNING code
INSERT INTO slugs (slug) VALUES ('Contact') RETURNING id, live
INSERT INTO slugs (slug, live) VALUES ('HOME', 0), ('home', 0)
INSERT OR IGNORE INTO slugs (slug) VALUES ('HOME'), ('fresh') RETURNING slug
INSERT INTO shadowed (rowid, oid, v) VALUES ('a', 'b', 'c') RETURNING rowid, oid
INSERT INTO strictly VALUES (2, 2, 2, 'two', x'02', 2), (3, '3', '3.5', 3, NULL, x'03')
INSERT INTO "select" (id, "from", "where", "set", "returning", "values", "default", "on", "conflict") VALUES (2, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h') RETURNING "returning", "from"
INSERT INTO conflict (id, returning_, "nothing") VALUES (2, 'values', 'on conflict do nothing')
INSERT INTO "Größe ""x""" (id, "naïve col", "CamelCase") VALUES (2, 'ü', 3) RETURNING "naïve col"
INSERT INTO tree (id, parent, name) WITH RECURSIVE t AS (SELECT id, 0 AS depth FROM tree WHERE parent IS NULL UNION ALL SELECT c.id, t.depth + 1 FROM tree c JOIN t ON c.parent = t.id) SELECT id + 10, NULL, 'depth ' || depth FROM t
INSERT INTO archive (id, what) VALUES (230, '{"a": 1}' ->> 'a'), (231, coalesce(NULL, 'x')), (232, CASE WHEN true THEN 'y' END)
INSERT INTO archive (id, what) VALUES (240, 'x,y (z) ''w'' -- no comment'), (241, '/* no comment */')
INSERT INTO sales (id, store_id, region, amount) VALUES (9, 3, 'EU', 1)
INSERT INTO archive SELECT id + 300, name, NULL FROM stores
INSERT INTO archive (id, what) SELECT 310, 'a' AS "from" WHERE true
INSERT INTO archive (id, what, at) SELECT s.id + 320, s.name AS w, 'x' AS "on" FROM stores AS s
INSERT INTO archive (id, what) SELECT 330, max(name) FROM stores
INSERT INTO archive (id, what) SELECT 340 + row_number() OVER (ORDER BY id), name FROM stores
INSERT INTO archive (id, what) SELECT min(id) + 350, status FROM orders WHERE region = 'EU' GROUP BY status HAVING count(*) > 0
INSERT INTO pets (id, owner_id, name) VALUES (3, 1, 'kim'), (4, NULL, 'stray')
WITH w AS (SELECT id, country COLLATE NOCASE AS c FROM customers) INSERT INTO archive (id, what) SELECT id, c FROM w
WITH w AS (SELECT id, count(*) OVER v AS c FROM customers WINDOW v AS (ORDER BY id)) INSERT INTO archive (id, what) SELECT id, c FROM w
WITH w AS (SELECT c.id, upper(c.country) AS s FROM customers c) INSERT INTO archive (id, what) SELECT id, s FROM w
INSERT INTO archive (id, what) SELECT c.id + 500, j.value FROM customers c, json_each(json_array(c.country)) j
INSERT INTO archive (id, what) SELECT c.id + 500, k.value FROM customers c, json_each(json_array(json_array(c.country))) j, json_each(j.value) k
INSERT INTO archive (id, what) SELECT id + 500, (SELECT group_concat(value) FROM json_each(json_array(c.country))) FROM customers c
INSERT INTO archive (id, what) SELECT id, a.name FROM stores a JOIN stores b USING (id)
INSERT INTO archive (id, what) SELECT id, b.name FROM stores a NATURAL JOIN stores b
INSERT INTO archive (id, what) SELECT id, coalesce(s.name, 'none') FROM (SELECT value AS id FROM json_each('[1, 7]')) q LEFT JOIN stores s USING (id)
