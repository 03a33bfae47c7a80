UPDATE customers SET notes = ssn
UPDATE customers SET notes = SSN
UPDATE customers SET notes = "ssn"
UPDATE customers SET notes = customers.ssn
UPDATE customers SET notes = main.customers.ssn
UPDATE customers SET notes = email_lower
UPDATE customers SET ssn = 'x'
UPDATE customers SET ssn = NULL WHERE id = 1
UPDATE customers SET email_lower = 'x'
UPDATE customers SET (ssn, notes) = ('x', 'y')
UPDATE customers SET notes = 'x' WHERE ssn = '900-55-1001'
UPDATE customers SET notes = 'x' WHERE customers.ssn LIKE '900%'
UPDATE customers SET notes = 'x' WHERE substr(ssn, -4) = '1001'
UPDATE customers SET notes = 'x' WHERE email_lower LIKE 'canary%'
UPDATE customers SET notes = 'x' WHERE id IN (SELECT id FROM customers WHERE ssn > '900')
UPDATE customers SET notes = 'x' WHERE (id, ssn) IN (SELECT id, ssn FROM customers)
UPDATE customers SET notes = 'x' WHERE EXISTS (SELECT 1 FROM customers c WHERE c.ssn = customers.ssn)
UPDATE customers SET notes = 'x' WHERE 'ssn' = "ssn"
UPDATE customers SET notes = 'x' WHERE "ssn" LIKE '9%' OR 1
UPDATE customers SET notes = 'x' FROM customers c WHERE c.ssn = '900-55-1001'
UPDATE customers SET notes = 'x' RETURNING ssn
UPDATE customers SET notes = 'x' RETURNING *
UPDATE customers SET notes = 'x' RETURNING customers.*
UPDATE customers SET notes = 'x' RETURNING email, full_name, card
UPDATE customers SET notes = 'x' RETURNING lower(email), hex(full_name), unicode(card)
UPDATE customers SET notes = 'x' RETURNING email_lower
UPDATE customers SET notes = 'x' RETURNING "ssn"
UPDATE customers SET notes = 'x' RETURNING (SELECT ssn)
UPDATE customers SET notes = 'x' RETURNING (SELECT ssn FROM customers LIMIT 1)
UPDATE customers SET notes = 'x' RETURNING (SELECT group_concat(email) FROM customers)
UPDATE customers SET notes = 'x' RETURNING (SELECT secret FROM hidden_stuff)
UPDATE customers SET notes = 'x' RETURNING json_object('e', email, 's', ssn)
UPDATE customers SET notes = 'x' RETURNING json_array(email)
UPDATE customers SET notes = 'x' RETURNING quote(email)
UPDATE customers SET notes = 'x' RETURNING rowid
UPDATE customers SET notes = 'x' RETURNING old.ssn
UPDATE customers SET notes = 'x' RETURNING new.ssn, new.email
UPDATE customers SET notes = 'x' RETURNING excluded.ssn
UPDATE customers AS old SET notes = 'x' RETURNING old.email
UPDATE customers AS c SET notes = 'x' RETURNING customers.email
UPDATE customers SET notes = 'x' RETURNING gatehouse_key_1
UPDATE customers SET notes = 'x' RETURNING (SELECT gatehouse_new_1 FROM gatehouse_rows)
UPDATE customers SET notes = 'x' RETURNING (SELECT count(*) FROM gatehouse_done)
UPDATE customers SET notes = 'x' RETURNING max(email)
UPDATE customers SET notes = 'x' RETURNING group_concat(ssn)
UPDATE customers SET email = 'a' || id RETURNING email
DELETE FROM customers WHERE id = 4 RETURNING *
DELETE FROM customers WHERE id = 4 RETURNING ssn
DELETE FROM customers WHERE id = 4 RETURNING email || full_name || card
DELETE FROM customers WHERE ssn = '900-55-1004'
DELETE FROM customers WHERE ssn IS NOT NULL AND id = 4
DELETE FROM customers WHERE id = 4 AND email GLOB 'Canary*'
DELETE FROM customers WHERE id = 4 RETURNING (SELECT ssn FROM customers WHERE id = 1)
DELETE FROM members WHERE ssn = '900-55-9001'
DELETE FROM members WHERE ssn > '900-55-9001' RETURNING *
DELETE FROM badges WHERE ssn > '900-55-9001' RETURNING *
UPDATE members SET points = 9 WHERE ssn = '900-55-9001' RETURNING *
UPDATE badges SET points = 9 WHERE ssn = '900-55-9001' RETURNING *
UPDATE badges SET points = 9 RETURNING *
UPDATE badges SET points = 9 RETURNING ssn
INSERT INTO members (ssn, name) VALUES ('900-55-9001', 'x')
INSERT OR IGNORE INTO members (ssn, name) VALUES ('900-55-9001', 'x')
INSERT INTO badges (ssn, name) VALUES ('900-55-9009', 'x') ON CONFLICT DO NOTHING
INSERT INTO badges VALUES ('900-55-9001', 'x', 1)
INSERT INTO customers (id, ssn) VALUES (9, '900-55-1001')
INSERT INTO customers (id) VALUES (9) ON CONFLICT (ssn) DO NOTHING
INSERT INTO customers (id) VALUES (9) ON CONFLICT (lower(ssn)) DO NOTHING
INSERT INTO customers (id) VALUES (9) ON CONFLICT (substr(ssn, -4)) WHERE ssn IS NOT NULL DO NOTHING
INSERT INTO customers (id, email) VALUES (9, 'a') ON CONFLICT (email) WHERE ssn IS NOT NULL DO NOTHING
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = ssn
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = excluded.ssn
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = customers.ssn
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = 'x' WHERE ssn LIKE '9%'
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = 'x' WHERE customers.ssn LIKE '9%' RETURNING id
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = 'x' RETURNING ssn
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = 'x' RETURNING *
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET ssn = 'x'
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = (SELECT secret FROM hidden_stuff)
INSERT OR REPLACE INTO customers (id, email) VALUES (1, 'a@b.example') RETURNING *
REPLACE INTO customers (id, email) VALUES (1, 'a@b.example') RETURNING ssn
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING *
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING ssn
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING email_lower
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING (SELECT max(ssn) FROM customers)
INSERT INTO customers SELECT * FROM customers
INSERT INTO customers VALUES (9, 'a', 'b', 'c', 'free', 'e', 'f', 'g', 1)
INSERT INTO archive (id, what) SELECT id, ssn FROM customers
INSERT INTO archive (id, what) SELECT id, secret FROM hidden_stuff
INSERT INTO archive (id, what) SELECT id, person FROM payroll
INSERT INTO archive (id, what) SELECT rowid, body FROM search
INSERT INTO archive (id, what) SELECT id, email_lower FROM customers
INSERT INTO archive (id, what) VALUES (7, (SELECT ssn FROM customers LIMIT 1))
INSERT INTO archive (id, what) SELECT 7, json_group_array(ssn) FROM customers
INSERT INTO archive (id, what) SELECT 7, sql FROM sqlite_schema
INSERT INTO archive (id, what) SELECT 7, sql FROM main.sqlite_master
INSERT INTO archive (id, what) SELECT 7, name FROM pragma_table_info('customers')
INSERT INTO archive (id, what) SELECT 7, file FROM pragma_database_list
INSERT INTO archive (id, what) SELECT seq, name FROM sqlite_sequence
INSERT INTO archive (id, what) SELECT 7, attempt FROM gatehouse_writes
INSERT INTO archive (id, what) SELECT 7, x FROM gatehouse_rows
INSERT INTO archive (id, what) SELECT 7, x FROM temp.gatehouse_rows
INSERT INTO archive (id, what) VALUES (7, gatehouse_literal('x'))
INSERT INTO archive (id, what) VALUES (7, gatehouse_note('insert 1'))
INSERT INTO archive (id, what) VALUES (7, readfile('/etc/hostname'))
INSERT INTO archive (id, what) VALUES (7, load_extension('x'))
INSERT INTO archive (id, what) VALUES (7, sqlite_version())
INSERT INTO archive (id, what) VALUES (7, changes())
INSERT INTO archive (id, what) VALUES (7, last_insert_rowid())
INSERT INTO archive (id, what) VALUES (7, total_changes())
INSERT INTO archive (id, what) VALUES (7, sqlite_compileoption_get(1))
UPDATE customers SET notes = 'x' WHERE id = (SELECT CASE WHEN ssn LIKE '9%' THEN abs(-9223372036854775808) ELSE 1 END FROM customers LIMIT 1)
UPDATE customers SET notes = json_extract(CASE WHEN ssn LIKE '9%' THEN '{' ELSE '1' END, '$')
UPDATE customers SET notes = 'x' WHERE json_extract(CASE WHEN email LIKE 'Canary1%' THEN '{' ELSE '1' END, '$') = 1
WITH customers AS (SELECT 1 AS id, 'x' AS ssn) UPDATE customers SET notes = customers.ssn
WITH customers AS (SELECT 1 AS id, 'x' AS ssn) UPDATE main.customers SET notes = ssn
WITH customers AS (SELECT 1 AS id) DELETE FROM customers RETURNING ssn
WITH x AS (SELECT 1) UPDATE customers SET notes = ssn FROM x
WITH hidden_stuff AS (SELECT 1 AS id) INSERT INTO archive (id, what) SELECT 7, secret FROM main.hidden_stuff
UPDATE customers SET notes = x.y FROM (SELECT ssn AS y, id AS i FROM customers) x WHERE x.i = id
UPDATE customers SET notes = x.y FROM (SELECT customers.ssn AS y) x
UPDATE customers "set" SET notes = "set".full_name WHERE "set".ssn = 'x'
DELETE FROM "select" WHERE "where" = (SELECT ssn FROM customers WHERE id = 1) RETURNING "returning"
UPDATE orders SET status = 'x' WHERE note LIKE 'canary%' RETURNING note
UPDATE orders SET status = 'x' RETURNING *, (SELECT group_concat(note) FROM orders)
DELETE FROM orders WHERE id = 5 RETURNING note, hex(note)
UPDATE orders SET note = 'canary b' WHERE id = 5
UPDATE OR IGNORE orders SET note = 'canary b' WHERE id = 5
UPDATE OR REPLACE orders SET note = 'canary b' WHERE id = 5
INSERT INTO orders (id, region, note) VALUES (7, 'EU', 'canary b')
INSERT OR IGNORE INTO orders (id, region, note) VALUES (7, 'EU', 'canary b') RETURNING id
INSERT INTO orders (id, region, note) VALUES (7, 'EU', 'canary b') ON CONFLICT (note) DO NOTHING RETURNING id
INSERT INTO orders (id, region, note) VALUES (7, 'EU', 'canary b') ON CONFLICT (note) WHERE note IS NOT NULL DO UPDATE SET status = 'was there' RETURNING id
UPDATE skipping SET id = 2 WHERE id = 1
INSERT INTO skipping (id, v) VALUES (2, 'canary skipping')
