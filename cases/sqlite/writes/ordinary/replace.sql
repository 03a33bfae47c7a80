REPLACE INTO archive (id, what) VALUES (90, 'anew')
REPLACE INTO archive VALUES (91, 'new', 'now')
INSERT OR REPLACE INTO archive (id, what) VALUES (90, 'anew'), (91, 'new')
INSERT OR REPLACE INTO archive (id, what) VALUES (90, 'anew') RETURNING id, what, at
REPLACE INTO archive (what) VALUES ('a new key') RETURNING id
REPLACE INTO archive (id, what) VALUES (NULL, 'a new key')
REPLACE INTO archive SELECT id + 88, name, NULL FROM stores RETURNING id
WITH n AS (SELECT 90 AS id, 'from WITH' AS what) REPLACE INTO archive (id, what) SELECT id, what FROM n
REPLACE INTO archive (id, what) SELECT id, what || '!' FROM archive
REPLACE INTO keyed (id, code, part, n) VALUES (1, 'b', 'y', 1)
REPLACE INTO keyed (id, code, part, n) VALUES (1, 'z', 'q', 9) RETURNING id, note
REPLACE INTO keyed (id, code, part, n) VALUES (9, 'a', 'q', 9)
REPLACE INTO keyed (id, code, part, n) VALUES (9, 'q', 'x', 2), (8, 'c', 'r', 1)
REPLACE INTO keyed (code, n) VALUES ('a', 5)
REPLACE INTO keyed (id, code) VALUES (2, NULL), (3, NULL)
REPLACE INTO keyed (id, part, n) VALUES (4, 'x', 1)
INSERT OR REPLACE INTO keyed (id, code) SELECT id + 10, code FROM keyed WHERE id < 3
REPLACE INTO paired VALUES ('a', 'two', 3)
REPLACE INTO paired VALUES ('c', 'one', 3), ('b', 'three', 4) RETURNING code, n
REPLACE INTO codes VALUES ('AB', 9), ('ij', 5)
REPLACE INTO codes VALUES ('aB', 9) RETURNING code
REPLACE INTO labels (name, n) VALUES ('red', 5), ('green', 6)
REPLACE INTO labels (name) VALUES ('red') RETURNING n
REPLACE INTO labels (name, n) VALUES ('red', NULL)
REPLACE INTO order_items VALUES (1, 1, 'other', 7), (1, 3, 'third', 1)
REPLACE INTO slugs (id, slug) VALUES (1, 'other')
REPLACE INTO slugs (slug) VALUES ('HOME') RETURNING slug, hits
REPLACE INTO slugs (id, slug, live) VALUES (2, 'about', 1)
REPLACE INTO slugs (slug, live) VALUES ('home', 0)
REPLACE INTO slugs (slug, live) VALUES ('ABOUT', '1')
REPLACE INTO counters (id, n) VALUES (1, 50) RETURNING *
REPLACE INTO counters (n) VALUES (51)
REPLACE INTO sessions (id, who) VALUES ('s1', 'anew') RETURNING id, who, expires
REPLACE INTO tickets (id, title) VALUES (1, 'again') RETURNING id, title
REPLACE INTO tickets (id, title, opened) VALUES (1, 'again', '2024-07-08'), (99, 'far', '2024-07-09')
REPLACE INTO audited (id, v) VALUES (1, 'again')
REPLACE INTO audited (id, v) VALUES (1, 'again'), (3, 'new') RETURNING id
REPLACE INTO owners VALUES (1, 'anna')
REPLACE INTO owners VALUES (1, 'anna'), (3, 'cid')
REPLACE INTO tree VALUES (3, 1, 'moved'), (4, 3, 'new')
REPLACE INTO tree VALUES (1, NULL, 'root again')
REPLACE INTO customers (id, country, plan) VALUES (4, 'DE', 'gold') RETURNING id, country, plan
REPLACE INTO customers (id, country, plan) VALUES (1, NULL, 'gold')
REPLACE INTO heap (a, b) VALUES (1, 'a second one')
REPLACE INTO typed (id, i, t) VALUES ('1', '7', 8)
REPLACE INTO typed (id, i, t) VALUES (1.0, 7, 8)
REPLACE INTO strictly VALUES (1, 2, 3.5, 'x', x'01', 4)
REPLACE INTO orders (id, customer_id, total, region, status) VALUES (5, 3, 1, 'EU', 'anew')
REPLACE INTO orders (id, customer_id, total, region, status) VALUES (1, 3, 1, 'EU', 'anew') RETURNING id, total
REPLACE INTO "select" (id, "from") VALUES (1, 'x') RETURNING "from", "where"
REPLACE INTO "Größe ""x""" (id, "naïve col") VALUES (1, 'ü')
REPLACE INTO shadowed VALUES ('r', 'o', 'v2')
UPDATE OR REPLACE keyed SET code = 'b' WHERE id = 1
UPDATE OR REPLACE keyed SET id = 3, note = 'on top' WHERE id = 1 RETURNING id, code, note
UPDATE OR REPLACE keyed SET id = 3, code = 'b' WHERE id = 1
UPDATE OR REPLACE keyed SET part = 'x', n = 2 WHERE id = 3
UPDATE OR REPLACE keyed SET code = 'new' WHERE id = 1
UPDATE OR REPLACE keyed SET code = NULL
UPDATE OR REPLACE keyed SET note = note || '!'
UPDATE OR REPLACE keyed SET id = id + 10
UPDATE OR REPLACE keyed SET code = v.c FROM (SELECT 1 AS i, 'c' AS c UNION ALL SELECT 2, 'd') AS v WHERE v.i = keyed.id
UPDATE OR REPLACE paired SET slug = 'two' WHERE code = 'a' RETURNING code, slug
UPDATE OR REPLACE paired SET code = 'b' WHERE code = 'a'
UPDATE OR REPLACE codes SET code = 'AB' WHERE code = 'cd'
UPDATE OR REPLACE codes SET code = 'AB' WHERE code = 'ab'
UPDATE OR REPLACE slugs SET slug = 'HOME' WHERE id = 3
UPDATE OR REPLACE slugs SET live = 1 WHERE id = 2
UPDATE OR REPLACE slugs SET live = 0 WHERE id = 1
UPDATE OR REPLACE owners SET id = 2 WHERE id = 1
UPDATE OR REPLACE audited SET id = 2 WHERE id = 1
UPDATE OR REPLACE order_items SET line = 2 WHERE order_id = 1 AND line = 1
UPDATE OR REPLACE labels SET n = NULL WHERE name = 'red'
UPDATE OR REPLACE customers SET country = NULL WHERE id = 2
UPDATE OR IGNORE keyed SET code = 'b' WHERE id = 1
UPDATE OR IGNORE keyed SET code = 'b', note = 'x' WHERE id IN (1, 2) RETURNING id
UPDATE OR IGNORE keyed SET code = code || 'x' RETURNING id, code
UPDATE OR IGNORE keyed SET id = id + 10, code = 'b' WHERE id = 3
UPDATE OR IGNORE keyed SET id = id + 10 RETURNING id
UPDATE OR IGNORE keyed SET code = CASE id WHEN 1 THEN 'b' ELSE 'fresh' END WHERE id IN (1, 3) RETURNING id, code
UPDATE OR IGNORE paired SET slug = 'two' WHERE code = 'a'
UPDATE OR IGNORE orders SET total = total - 250 WHERE id IN (1, 5) RETURNING id, total
UPDATE OR IGNORE customers SET plan = CASE WHEN id < 3 THEN 'none' ELSE 'gold' END
UPDATE OR IGNORE customers SET country = CASE WHEN id = 2 THEN NULL ELSE 'FR' END RETURNING id, country
UPDATE OR IGNORE slugs SET slug = 'home' WHERE id = 3
UPDATE OR IGNORE slugs SET live = 1 WHERE id = 2 RETURNING id
UPDATE OR IGNORE audited SET id = 2 WHERE id = 1
UPDATE OR IGNORE audited SET v = v || '!' RETURNING id, v
UPDATE OR IGNORE order_items SET line = 2 WHERE order_id = 1 AND line = 1
UPDATE OR IGNORE tickets SET title = CASE id WHEN 1 THEN NULL ELSE 'kept' END RETURNING id
