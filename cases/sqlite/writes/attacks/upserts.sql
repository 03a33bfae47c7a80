INSERT INTO archive (id, what) SELECT 90, email FROM customers WHERE id = 1 ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET (what, at) = (SELECT email, full_name FROM customers LIMIT 1)
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET (what, at) = (SELECT ssn, card FROM customers LIMIT 1)
INSERT INTO archive (id, what, at) SELECT 90, 'x', full_name FROM customers WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.at
WITH s AS (SELECT 90 AS id, email FROM customers) INSERT INTO archive (id, what) SELECT id, 'x' FROM s WHERE true ON CONFLICT (id) DO UPDATE SET what = (SELECT max(email) FROM s)
WITH s (id, a) AS (SELECT * FROM customers) INSERT INTO archive (id, what) SELECT id + 89, 'x' FROM s WHERE true ON CONFLICT (id) DO UPDATE SET what = (SELECT max(a) FROM s)
INSERT INTO archive SELECT id + 89, email, 'x' FROM customers WHERE true ON CONFLICT (id) DO UPDATE SET at = excluded.what
INSERT INTO archive (id, what) SELECT * FROM contacts WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = json_array(full_name, excluded.country)
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET card = 'x'
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET full_name = 'x'
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = 'x' WHERE customers.full_name LIKE 'Canary%'
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = 'x' WHERE email = 'Canary1@x.example' RETURNING id
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = 'x' RETURNING (SELECT max(email) FROM customers)
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = 'x' RETURNING excluded.country
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = 'x' RETURNING excluded.gatehouse_in_1
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = excluded.gatehouse_in_1
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = (SELECT gatehouse_in_1 FROM gatehouse_source)
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = excluded.rowid
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = excluded.email_lower
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = (SELECT notes FROM (SELECT full_name AS notes) AS excluded)
INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = (SELECT excluded.country FROM (SELECT full_name AS country FROM customers) AS excluded LIMIT 1)
WITH excluded AS (SELECT full_name AS country FROM customers) INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = (SELECT country FROM excluded LIMIT 1)
WITH excluded AS (SELECT full_name AS country FROM customers) INSERT INTO customers (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET notes = (SELECT excluded.country FROM excluded LIMIT 1)
INSERT INTO customers (id, country) SELECT 1, excluded.full_name FROM customers AS excluded WHERE id = 1 ON CONFLICT (id) DO UPDATE SET notes = excluded.country
INSERT INTO customers (id, email, country) VALUES (7, 'Canary1@x.example', 'DE') ON CONFLICT (email) DO UPDATE SET notes = 'found'
INSERT INTO customers (id, email, country) VALUES (7, 'email_00000000', 'DE') ON CONFLICT (email) DO UPDATE SET notes = 'found'
INSERT INTO customers (id, country) VALUES (7, 'DE') ON CONFLICT (ssn) DO UPDATE SET notes = 'found'
INSERT INTO customers (id, country) VALUES (7, 'DE') ON CONFLICT (lower(ssn)) DO UPDATE SET notes = 'found'
INSERT INTO customers (id, country) VALUES (7, 'DE') ON CONFLICT (id) WHERE ssn IS NOT NULL DO UPDATE SET notes = 'found'
INSERT INTO customers (id, country) SELECT id, country FROM customers WHERE ssn LIKE '9%' ON CONFLICT (id) DO UPDATE SET notes = 'x'
INSERT INTO customers (id, country) SELECT id, full_name FROM customers WHERE true ON CONFLICT (id) DO UPDATE SET country = excluded.country
INSERT INTO members (ssn, name) VALUES ('900-55-9001', 'x') ON CONFLICT (ssn) DO UPDATE SET name = 'found'
INSERT INTO members (name) VALUES ('x') ON CONFLICT (ssn) DO UPDATE SET name = 'found'
INSERT INTO members (name) VALUES ('x') ON CONFLICT DO UPDATE SET name = 'found'
INSERT INTO badges (name) VALUES ('x') ON CONFLICT DO UPDATE SET name = 'found'
INSERT INTO orders (id, region) VALUES (2, 'US') ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (1, 'EU'), (31, 'US') ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (1, 'EU'), (1, 'EU') ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (33, 'EU'), (33, 'EU') ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) VALUES (1, 'EU') ON CONFLICT (id) DO UPDATE SET status = (SELECT status FROM orders o WHERE o.id = 2)
INSERT INTO orders (id, region) VALUES (1, 'EU') ON CONFLICT (id) DO UPDATE SET status = orders.note
INSERT INTO orders (id, region) SELECT id, 'EU' FROM orders WHERE true ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) SELECT value, 'EU' FROM json_each('[1, 2, 3, 4, 5, 6]') WHERE true ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region) SELECT value, 'EU' FROM json_each('[1, 2, 3, 4, 5, 6]') WHERE true ON CONFLICT (id) DO UPDATE SET status = json_extract(CASE WHEN region = 'US' THEN '{' ELSE '1' END, '$')
INSERT INTO orders (id, region) VALUES (1, 'EU') ON CONFLICT (id) DO UPDATE SET status = 'x' WHERE abs(CASE WHEN orders.region = 'US' THEN -9223372036854775807 - 1 ELSE 1 END) > 0
INSERT INTO sales (id, store_id, region, amount) VALUES (2, 1, 'EU', 0) ON CONFLICT (id) DO UPDATE SET amount = 0
INSERT INTO stores (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET id = 100
INSERT INTO hidden_stuff (id, secret) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET secret = excluded.secret
INSERT INTO hidden_stuff (id) VALUES (1) ON CONFLICT (nope) DO UPDATE SET nope = 1
INSERT INTO open_orders (id, total) VALUES (1, 5) ON CONFLICT (id) DO UPDATE SET total = 6
INSERT INTO skipping (id, v) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET v = 'y'
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = excluded.what ON CONFLICT DO NOTHING
INSERT OR REPLACE INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT OR IGNORE INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (what) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id, what) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = count(*)
INSERT INTO archive (id, what) VALUES (90, 'a'; DELETE FROM hidden_stuff) ON CONFLICT (id) DO UPDATE SET what = 'x'
INSERT INTO archive (id, what) VALUES (90, 'a')) UPDATE hidden_stuff SET secret = 'x' --) ON CONFLICT (id) DO UPDATE SET what = 'x'
INSERT INTO archive DEFAULT VALUES ON CONFLICT (id) DO UPDATE SET what = 'x'
INSERT INTO counters (id, n) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET doubled = 5
INSERT INTO unreachable (rowid) VALUES ('r') ON CONFLICT (rowid) DO UPDATE SET oid = 'x'
INSERT INTO heap (a) VALUES (1) ON CONFLICT (rowid) DO UPDATE SET b = 'x'
INSERT INTO heap (a) VALUES (1) ON CONFLICT DO UPDATE SET b = 'x'
INSERT INTO customers (id, country) VALUES (7, 'DE') ON CONFLICT (lower(ssn)) DO NOTHING
INSERT INTO customers (id, country) VALUES (7, 'DE') ON CONFLICT (substr(ssn, -4)) WHERE ssn IS NOT NULL DO NOTHING
INSERT INTO customers (id, country) VALUES (7, 'DE') ON CONFLICT (nope || 'x') DO NOTHING
INSERT INTO orders (id, region, note) VALUES (9, 'EU', 'canary b') ON CONFLICT (note) WHERE note IS NOT NULL DO UPDATE SET status = 'found'
INSERT INTO orders (id, region, note) VALUES (9, 'EU', 'canary note a') ON CONFLICT (note) WHERE note IS NOT NULL DO UPDATE SET status = 'found'
INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) DO UPDATE SET hits = 1
INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (upper(slug)) WHERE live = 1 DO UPDATE SET hits = 1
INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 0 DO UPDATE SET hits = 1
INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 0 DO NOTHING
INSERT INTO slugs (slug) VALUES ('HOME'), ('home') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = hits + 1
INSERT INTO slugs (slug) VALUES ('new'), ('NEW') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = hits + 1
