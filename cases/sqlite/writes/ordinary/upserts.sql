INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'again'), (91, 'new') ON CONFLICT (id) DO UPDATE SET what = excluded.what, at = 'now' RETURNING id, what, at
INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT DO UPDATE SET what = what || ' and ' || excluded.what RETURNING what
INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO UPDATE SET what = archive.what || excluded.what || upper('x')
INSERT INTO archive AS a (id, what) VALUES (90, 'again') ON CONFLICT (id) DO UPDATE SET what = a.what || excluded.what
INSERT INTO archive (id, what) VALUES (90, 'again') ON CONFLICT (id) DO UPDATE SET what = excluded.what WHERE archive.what <> excluded.what
INSERT INTO archive (id, what) VALUES (90, 'kept') ON CONFLICT (id) DO UPDATE SET at = 'changed' WHERE archive.what <> excluded.what RETURNING id
INSERT INTO archive (id, what) VALUES (90, 'x'), (92, 'y') ON CONFLICT (id) DO UPDATE SET what = 'z' WHERE false RETURNING id
INSERT INTO archive (id, what) SELECT id + 88, name FROM stores WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = (SELECT name FROM stores WHERE id = 1)
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET (what, at) = (excluded.what, 'both')
INSERT INTO archive VALUES (90, 'a', 'b') ON CONFLICT (id) DO UPDATE SET what = excluded.what, at = excluded.at
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET at = CASE WHEN excluded.what > archive.what THEN 'up' ELSE 'down' END
INSERT INTO archive (id, what) VALUES (93, 'a') ON CONFLICT (id) DO UPDATE SET what = excluded.what RETURNING *
INSERT INTO counters (id, n) VALUES (1, 5), (7, 1) ON CONFLICT (id) DO UPDATE SET n = n + excluded.n RETURNING id, n, doubled
INSERT INTO labels (name, n) VALUES ('red', 5), ('green', 1) ON CONFLICT (name) DO UPDATE SET n = labels.n + excluded.n
INSERT INTO labels (name) VALUES ('red') ON CONFLICT (name) DO UPDATE SET n = n + 1
INSERT INTO labels (name, n) VALUES ('red', 1) ON CONFLICT (n, name) DO UPDATE SET n = 9
INSERT INTO order_items (order_id, line, product) VALUES (1, 1, 'again'), (1, 9, 'new') ON CONFLICT (order_id, line) DO UPDATE SET product = excluded.product, quantity = quantity + 1
INSERT INTO codes VALUES ('AB', 9) ON CONFLICT (code) DO UPDATE SET n = excluded.n
INSERT INTO sessions (id, who) VALUES ('s1', 'z'), ('s9', 'y') ON CONFLICT (id) DO UPDATE SET who = excluded.who, expires = '2031-01-01'
INSERT INTO audited (id, v) VALUES (1, 'again'), (9, 'new') ON CONFLICT (id) DO UPDATE SET v = excluded.v
INSERT INTO tickets (id, title) VALUES (1, 'again') ON CONFLICT (id) DO UPDATE SET title = excluded.title
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET notes = 'there', visits = visits + 1
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET email = excluded.email
INSERT INTO customers (id, email) VALUES (60, 'a@b.example') ON CONFLICT (id) DO UPDATE SET notes = 'there' RETURNING id, notes
INSERT INTO orders (id, region, total) VALUES (1, 'EU', 5), (70, 'EU', 6) ON CONFLICT (id) DO UPDATE SET total = excluded.total RETURNING id, total
INSERT INTO "select" (id, "from") VALUES (1, 'excluded.x') ON CONFLICT (id) DO UPDATE SET "from" = excluded."from", "set" = "select"."where"
INSERT INTO conflict (id, excluded) VALUES (1, 'mine') ON CONFLICT (id) DO UPDATE SET "nothing" = excluded.excluded, using_ = conflict.excluded
INSERT INTO "Größe ""x""" (id, "naïve col") VALUES (1, 'ü') ON CONFLICT (id) DO UPDATE SET "naïve col" = excluded."naïve col" || "CamelCase"
WITH s AS (SELECT id, name FROM stores) INSERT INTO archive (id, what) SELECT id + 88, name FROM s WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.what || (SELECT count(*) FROM s)
INSERT INTO strictly (id, i) VALUES (1, '7') ON CONFLICT (id) DO UPDATE SET i = i + excluded.i, w = typeof(excluded.i)
INSERT INTO typed (id, i, n) VALUES (1, '7', '007') ON CONFLICT (id) DO UPDATE SET i = excluded.i, t = typeof(excluded.n), w = excluded.i || 'x'
INSERT INTO stores (id, name) SELECT id, upper(name) FROM stores WHERE true ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name
INSERT INTO labels (name, n) VALUES (7, '8') ON CONFLICT (name) DO UPDATE SET n = 1
INSERT INTO labels (name, n) VALUES ('red', '8') ON CONFLICT (name) DO UPDATE SET n = (typeof(excluded.n) = 'integer') + excluded.n
INSERT INTO codes (code, n) VALUES ('CD', '8') ON CONFLICT (code) DO UPDATE SET n = excluded.n || '1'
INSERT INTO order_items (order_id, line, product) VALUES ('1', 2.0, 5) ON CONFLICT (line, order_id) DO UPDATE SET product = typeof(excluded.product) || typeof(excluded.line), quantity = excluded.line
INSERT INTO typed (id, r, t, w) VALUES ('2', 1, 2, 3) ON CONFLICT (id) DO UPDATE SET w = typeof(excluded.r) || typeof(excluded.t) || typeof(excluded.w)
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET id = excluded.id, what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'x'), (NULL, 'auto'), (NULL, 'auto') ON CONFLICT (id) DO UPDATE SET what = excluded.what RETURNING id
INSERT INTO archive (what, id) VALUES ('x', 90), ('y', 900) ON CONFLICT (id) DO UPDATE SET what = excluded.what || id RETURNING *
INSERT INTO archive (id, what) SELECT id + 89, name FROM stores WHERE id = 1 UNION ALL SELECT 700, 'u' ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) WITH s AS (SELECT 90 AS i, 'w' AS n) SELECT i, n FROM s WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) SELECT value ->> 'id', value ->> 'what' FROM json_each('[{"id": 90, "what": "a"}, {"id": 214, "what": "b"}]') WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO main.archive AS arc (id, what) VALUES (90, 'q') ON CONFLICT (id) DO UPDATE SET what = arc.what || "excluded"."what" WHERE arc.at IS NOT NULL
INSERT INTO pets (id, owner_id, name) VALUES (1, 2, 'rex'), (9, 1, 'new') ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id RETURNING id, owner_id
INSERT INTO tree (id, parent, name) VALUES (2, 1, 'bough') ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent
insert into Archive (Id, What) values (90, 'CASE') on conflict (ID) do update set WHAT = EXCLUDED.what
INSERT INTO counters (id, n) SELECT id, n FROM counters WHERE true ON CONFLICT (id) DO UPDATE SET n = counters.n + excluded.n RETURNING n, doubled, tripled
INSERT INTO customers (id, email, country) SELECT id, 'x' || id || '@y.example', country FROM customers WHERE true ON CONFLICT (id) DO UPDATE SET country = excluded.country || '!'
INSERT INTO slugs (id, slug, hits) VALUES (1, 'x', 1) ON CONFLICT (id) DO UPDATE SET hits = hits + excluded.hits, (slug, live) = (SELECT excluded.slug || s.name, 0 FROM stores s WHERE s.id = slugs.id)
