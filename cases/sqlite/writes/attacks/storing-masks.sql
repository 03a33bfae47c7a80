UPDATE customers SET notes = email
UPDATE customers SET notes = full_name
UPDATE customers SET notes = lower(email)
UPDATE customers SET notes = "email"
UPDATE customers SET notes = [full_name]
UPDATE customers SET notes = `full_name`
UPDATE customers SET NOTES = FULL_NAME
UPDATE customers SET notes = customers.full_name
UPDATE customers SET notes = main.customers.full_name
UPDATE customers AS c SET notes = c.full_name
UPDATE customers SET email = lower(email)
UPDATE customers SET email = email
UPDATE customers SET visits = length(email)
UPDATE customers SET visits = unicode(full_name)
UPDATE customers SET visits = (email = 'canary1@x.example')
UPDATE customers SET visits = email IS NULL
UPDATE customers SET visits = email LIKE 'C%'
UPDATE customers SET visits = full_name BETWEEN 'A' AND 'D'
UPDATE customers SET visits = instr(card, '1')
UPDATE customers SET visits = CAST(card AS INTEGER)
UPDATE customers SET notes = CAST(full_name AS BLOB)
UPDATE customers SET notes = hex(full_name)
UPDATE customers SET notes = quote(full_name)
UPDATE customers SET notes = full_name COLLATE NOCASE
UPDATE customers SET notes = full_name || ''
UPDATE customers SET notes = CASE WHEN full_name > 'm' THEN 'a' ELSE 'b' END
UPDATE customers SET notes = CASE full_name WHEN 'x' THEN 'a' ELSE country END
UPDATE customers SET notes = iif(full_name IS NOT NULL, 'a', 'b')
UPDATE customers SET notes = coalesce(NULL, full_name)
UPDATE customers SET notes = nullif(full_name, '')
UPDATE customers SET notes = max('a', full_name)
UPDATE customers SET notes = printf('%s', full_name)
UPDATE customers SET notes = format('%.3s', full_name)
UPDATE customers SET notes = substr(full_name, 1, 3)
UPDATE customers SET notes = replace(full_name, 'a', 'b')
UPDATE customers SET notes = trim(full_name)
UPDATE customers SET notes = json_object('n', full_name)
UPDATE customers SET notes = json_array(full_name)
UPDATE customers SET notes = json_array(full_name) -> 0
UPDATE customers SET notes = json_array(full_name) ->> '$[0]'
UPDATE customers SET notes = json_extract(json_array(full_name), '$[0]')
UPDATE customers SET notes = json_set('{}', '$.a', full_name)
UPDATE customers SET notes = json_patch('{}', json_object('a', full_name))
UPDATE customers SET notes = json_quote(full_name)
UPDATE customers SET notes = (SELECT full_name)
UPDATE customers SET notes = (SELECT full_name FROM customers LIMIT 1)
UPDATE customers SET notes = (SELECT c.full_name FROM customers c WHERE c.id = customers.id)
UPDATE customers SET notes = (SELECT max(full_name) FROM customers)
UPDATE customers SET notes = (SELECT group_concat(email, ',') FROM customers)
UPDATE customers SET notes = (SELECT json_group_array(full_name) FROM customers)
UPDATE customers SET notes = (SELECT count(DISTINCT full_name) FROM customers)
UPDATE customers SET notes = (SELECT value FROM json_each(json_array(full_name)))
UPDATE customers SET notes = (SELECT value FROM json_each(json_array(customers.full_name)) WHERE key = 0)
UPDATE customers SET notes = (SELECT fullkey FROM json_tree(json_object(full_name, 1)) LIMIT 1 OFFSET 1)
UPDATE customers SET notes = (SELECT x FROM (SELECT full_name AS x FROM customers) LIMIT 1)
UPDATE customers SET notes = (WITH w AS (SELECT full_name AS x FROM customers) SELECT x FROM w LIMIT 1)
UPDATE customers SET notes = (WITH w(x) AS (SELECT * FROM (SELECT full_name FROM customers)) SELECT x FROM w LIMIT 1)
UPDATE customers SET notes = (SELECT 'a' UNION ALL SELECT full_name FROM customers LIMIT 1)
UPDATE customers SET notes = (VALUES (full_name))
UPDATE customers SET notes = (SELECT column1 FROM (VALUES ((SELECT full_name FROM customers LIMIT 1))))
UPDATE customers SET notes = (SELECT first_value(full_name) OVER (ORDER BY id) FROM customers LIMIT 1)
UPDATE customers SET notes = (SELECT lag(full_name, 0) OVER () FROM customers LIMIT 1)
UPDATE customers SET notes = EXISTS (SELECT full_name FROM customers WHERE full_name > 'x')
UPDATE customers SET notes = (SELECT email FROM contacts WHERE contacts.id = customers.id)
UPDATE customers SET notes = c.full_name FROM customers c WHERE c.id = customers.id
UPDATE customers SET notes = c.x FROM (SELECT id, full_name AS x FROM customers) c WHERE c.id = customers.id
UPDATE customers SET notes = x FROM (SELECT id AS i, full_name AS x FROM customers) WHERE i = id
UPDATE customers SET notes = j.value FROM customers c, json_each(json_array(c.full_name)) j WHERE c.id = customers.id
UPDATE customers SET notes = j.value FROM customers c JOIN json_each(json_array(c.email, c.full_name)) AS j ON true WHERE c.id = customers.id AND j.key = 1
UPDATE customers SET (notes, plan) = (full_name, 'gold')
UPDATE customers SET (notes, visits) = (SELECT full_name, 1 FROM customers LIMIT 1)
UPDATE customers SET (notes, country) = ('x', full_name)
UPDATE customers SET notes = 'x', notes = full_name
WITH x AS (SELECT id, full_name AS f FROM customers) UPDATE customers SET notes = x.f FROM x WHERE x.id = customers.id
WITH RECURSIVE x (i, f) AS (SELECT 1, full_name FROM customers WHERE id = 1 UNION ALL SELECT i + 1, f FROM x WHERE i < 3) UPDATE customers SET notes = x.f FROM x WHERE x.i = customers.id
WITH x (i, country) AS (SELECT id, full_name FROM customers) UPDATE customers SET notes = x.country FROM x WHERE x.i = customers.id
WITH x (i, a, country) AS (SELECT * FROM (SELECT id, country, full_name FROM customers)) UPDATE customers SET notes = x.country FROM x WHERE x.i = customers.id
INSERT INTO archive (id, what) SELECT id, email FROM customers
INSERT INTO archive (id, what) SELECT id, card FROM customers
INSERT INTO archive (id, what) SELECT id, note FROM orders
INSERT INTO archive SELECT id, full_name, email FROM customers
INSERT INTO archive SELECT c.* FROM (SELECT id, full_name, country FROM customers) c
INSERT INTO archive SELECT * FROM (SELECT id, full_name, country FROM customers)
INSERT INTO archive (id, what) SELECT id, x FROM (SELECT id, full_name AS x FROM customers)
INSERT INTO archive (id, what) SELECT id, email FROM contacts
INSERT INTO archive (id, what) SELECT 6, 'x' UNION ALL SELECT 5, full_name FROM customers
INSERT INTO archive (id, what) SELECT 6, 'x' UNION SELECT id, full_name FROM customers
INSERT INTO archive (id, what) SELECT id, full_name FROM customers EXCEPT SELECT 1, 'x'
INSERT INTO archive (id, what) SELECT id, full_name FROM customers INTERSECT SELECT id, full_name FROM customers
INSERT INTO archive (id, what) VALUES (7, (SELECT full_name FROM customers LIMIT 1))
INSERT INTO archive (id, what) VALUES (7, 'a,b'), (8, (SELECT full_name FROM customers LIMIT 1)), (9, ')')
INSERT INTO archive (id, what, at) VALUES (8, 'x', (SELECT email FROM customers LIMIT 1))
INSERT INTO archive (id, what) SELECT row_number() OVER (), full_name FROM customers
INSERT INTO archive (id, what) SELECT id, CASE WHEN full_name = 'x' THEN 1 ELSE 2 END FROM customers
INSERT INTO archive (id, what) SELECT length(email), 'x' FROM customers
INSERT INTO archive (id, what) SELECT id, full_name FROM customers ON CONFLICT DO NOTHING
INSERT OR IGNORE INTO archive (id, what) SELECT id, full_name FROM customers
INSERT OR REPLACE INTO archive (id, what) SELECT id, full_name FROM customers
REPLACE INTO archive (id, what) SELECT id, full_name FROM customers
INSERT INTO archive (id, what) SELECT id, full_name FROM customers WHERE true ON CONFLICT (id) DO UPDATE SET what = excluded.what
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = (SELECT full_name FROM customers LIMIT 1)
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET notes = full_name
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET notes = customers.email
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET notes = excluded.email || customers.full_name
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET notes = (SELECT full_name)
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET (notes, visits) = (full_name, 1)
INSERT INTO customers (id, email) VALUES (1, 'a@b.example') ON CONFLICT (id) DO UPDATE SET visits = length(card)
INSERT INTO customers (id, email, full_name) SELECT id + 10, email, full_name FROM customers
INSERT INTO orders (id, region, status) SELECT id + 10, 'EU', note FROM orders
INSERT INTO heap SELECT id, full_name FROM customers
INSERT INTO heap SELECT 1, x.* FROM (SELECT email FROM customers) x
INSERT INTO heap SELECT * FROM (SELECT id, email FROM customers)
WITH values_ (a) AS (SELECT full_name FROM customers) INSERT INTO archive (id, what) VALUES (1, (SELECT a FROM values_ LIMIT 1))
WITH w AS (SELECT id, full_name FROM customers) INSERT INTO archive (id, what) SELECT * FROM w
INSERT INTO archive (id, what) WITH w AS (SELECT id, full_name FROM customers) SELECT * FROM w
INSERT INTO typed (id, b) SELECT id, CAST(full_name AS BLOB) FROM customers
INSERT INTO typed (id, w) SELECT id, full_name FROM customers
INSERT INTO typed (id, n) SELECT id, card FROM customers
INSERT INTO typed (id, j) SELECT 5, json_group_object(id, full_name) FROM customers
INSERT INTO strictly (id, w) SELECT id, email FROM customers
INSERT INTO "select" ("values", id) VALUES ((SELECT email FROM customers LIMIT 1), 2)
UPDATE "select" SET "from" = "set" || (SELECT full_name FROM customers LIMIT 1) WHERE "where" = 'w' RETURNING "returning"
UPDATE "Größe ""x""" SET "naïve col" = (SELECT full_name FROM customers LIMIT 1) -- ü
UPDATE orders SET status = note
UPDATE orders SET status = o.note FROM orders o WHERE o.id = orders.id
UPDATE orders SET status = (SELECT note FROM orders o WHERE o.id = orders.id)
UPDATE skipping SET v = v
UPDATE labels SET name = (SELECT email FROM customers WHERE id = labels.n)
UPDATE stores SET name = (SELECT full_name FROM customers c WHERE c.id = stores.id)
UPDATE members SET name = ssn
UPDATE members SET points = rowid || ssn
UPDATE badges SET name = ssn
UPDATE customers SET notes = email FROM (SELECT 1 AS one) WHERE one = 1
UPDATE customers SET notes = email FROM stores LEFT JOIN sales USING (id) WHERE stores.id = customers.id
UPDATE customers SET notes = (SELECT a.full_name FROM customers AS a NATURAL JOIN customers AS b LIMIT 1)
UPDATE customers SET notes = (SELECT full_name FROM customers ORDER BY full_name LIMIT 1)
UPDATE customers SET notes = (SELECT 'x' || full_name AS country FROM customers ORDER BY country LIMIT 1)
UPDATE customers SET notes = (SELECT country FROM (SELECT full_name AS country FROM customers) LIMIT 1)
INSERT INTO archive (id, what) SELECT 7, b.z FROM (SELECT full_name AS z FROM customers LIMIT 1) a JOIN (SELECT full_name AS z FROM customers LIMIT 1) b USING (z)
INSERT INTO archive (id, what) SELECT 7, b.z FROM (SELECT 'x' AS z) a RIGHT JOIN (SELECT full_name AS z FROM customers) b USING (z) LIMIT 1
INSERT INTO archive (id, what) SELECT 7, z FROM (SELECT 'x' AS z) a RIGHT JOIN (SELECT full_name AS z FROM customers) b USING (z) LIMIT 1
INSERT INTO archive (id, what) SELECT 7, z FROM (SELECT 'x' AS z) a FULL JOIN (SELECT full_name AS z FROM customers) b USING (z) LIMIT 1
INSERT INTO archive (id, what) SELECT 7, z FROM (SELECT 'x' AS z) a NATURAL FULL JOIN (SELECT full_name AS z FROM customers) b WHERE z <> 'x' LIMIT 1
INSERT INTO heap (b) SELECT * FROM (SELECT 'x' AS z) a NATURAL FULL JOIN (SELECT full_name AS z FROM customers) b
INSERT INTO archive (id, what) SELECT 7, x.z FROM ((SELECT 'x' AS z) a RIGHT JOIN (SELECT full_name AS z FROM customers) b USING (z)) x LIMIT 1
INSERT INTO archive (id, what) SELECT * FROM (SELECT 7, x.* FROM ((SELECT 'x' AS z) a RIGHT JOIN (SELECT full_name AS z FROM customers) b USING (z)) x LIMIT 1)
INSERT INTO archive (id, what) SELECT q, c FROM (SELECT s.*, b.* FROM (SELECT 7 AS q, 'x' AS z) s LEFT JOIN (SELECT 'x' AS z, full_name AS c FROM customers) b USING (z)) LIMIT 1
INSERT INTO archive (id, what) SELECT c.id, j.value FROM json_each(json_array(q.z)) j, (SELECT full_name AS z FROM customers) q, stores c
INSERT INTO archive (id, what) SELECT q.id + 500, k.value FROM json_each(j.value) k, json_each(json_array(json_array(q.z))) j, (SELECT id, full_name AS z FROM customers) q
INSERT INTO archive (id, what) SELECT id + 500, (SELECT group_concat(value) FROM json_each(json_array(z))) FROM (SELECT id, full_name AS z FROM customers) c
WITH c AS (SELECT id, full_name AS z FROM customers) INSERT INTO archive (id, what) SELECT id + 500, (SELECT group_concat(value) FROM json_each(json_array(z))) FROM c
UPDATE customers SET notes = j.value FROM json_each(json_array(full_name)) j
UPDATE customers SET notes = j.value FROM stores JOIN json_each(json_array(full_name)) j ON 1 WHERE stores.id = 1
UPDATE customers SET visits = (SELECT rank() OVER w FROM customers WINDOW w AS (ORDER BY full_name) LIMIT 1)
UPDATE customers SET visits = (SELECT rank() OVER (w ROWS CURRENT ROW) FROM customers WINDOW v AS (ORDER BY full_name), w AS (v) LIMIT 1)
UPDATE customers SET visits = (SELECT count(*) FILTER (WHERE full_name > 'x') FROM customers LIMIT 1)
INSERT INTO archive (id, what) SELECT id, rank() OVER w FROM customers WINDOW w AS (ORDER BY full_name)
WITH t AS (SELECT id, (WITH z AS (SELECT full_name AS f) SELECT f FROM z) AS q FROM customers) INSERT INTO archive (id, what) SELECT id, q FROM t
UPDATE customers SET notes = (WITH z (f) AS (VALUES (full_name)) SELECT f FROM z)
UPDATE customers SET notes = country IN (SELECT full_name FROM customers)
UPDATE customers SET notes = (country, 1) = (full_name, 1)
UPDATE customers SET (notes, visits) = (SELECT customers.full_name, 3)
UPDATE customers SET (notes, visits) = (SELECT full_name, 3 FROM stores)
UPDATE customers SET (notes, visits) = (SELECT notes, 1 FROM (SELECT full_name AS notes))
UPDATE customers SET (notes, visits) = (VALUES (full_name, 1))
UPDATE customers SET (notes, visits) = (SELECT 'a', 1 UNION SELECT full_name, 1)
UPDATE customers SET (notes, visits) = (WITH s AS (SELECT full_name, id) SELECT * FROM s)
UPDATE customers SET (notes) = (SELECT full_name FROM customers)
UPDATE customers SET (visits, notes) = (SELECT s.id, c.n FROM stores s JOIN (SELECT id, full_name AS n FROM customers) c USING (id))
