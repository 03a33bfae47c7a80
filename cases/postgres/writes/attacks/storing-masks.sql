UPDATE customers SET notes = email
UPDATE customers SET notes = lower(email)
UPDATE customers SET email = lower(email)
UPDATE customers SET notes = email_lower
UPDATE customers SET notes = full_name || ''
UPDATE customers SET notes = card WHERE id = 1
UPDATE customers SET notes = coalesce(notes, full_name)
UPDATE customers SET notes = CASE WHEN id = 1 THEN full_name ELSE notes END
UPDATE customers SET notes = (SELECT full_name)
UPDATE customers SET notes = (SELECT c.full_name FROM customers c WHERE c.id = customers.id)
UPDATE customers c SET notes = c.full_name
UPDATE customers SET notes = public.customers.full_name
UPDATE public.customers SET notes = public.customers.full_name
UPDATE customers SET notes = array_to_string(ARRAY[full_name], '')
UPDATE customers SET notes = format('%s', full_name)
UPDATE customers SET notes = (ARRAY[email, full_name])[2]
UPDATE customers SET notes = x.full_name FROM customers x WHERE x.id = customers.id
UPDATE customers SET notes = x.f FROM (SELECT id, full_name AS f FROM customers) x WHERE x.id = customers.id
UPDATE customers SET notes = x.f FROM (SELECT * FROM customers) x (i, f) WHERE x.i = customers.id
UPDATE customers SET notes = x.b FROM customers AS x (a, b, c, d) WHERE x.a = customers.id
WITH x AS (SELECT id, full_name AS f FROM customers) UPDATE customers SET notes = x.f FROM x WHERE x.id = customers.id
WITH x (i, f) AS (SELECT * FROM customers) UPDATE customers SET notes = x.f FROM x WHERE x.i = customers.id
WITH RECURSIVE x (i, f) AS (SELECT 1, full_name FROM customers WHERE id = 1 UNION ALL SELECT i + 1, f FROM x WHERE i < 3) UPDATE customers SET notes = x.f FROM x WHERE x.i = customers.id
UPDATE customers SET notes = (SELECT string_agg(full_name, ',') FROM customers)
UPDATE customers SET notes = (SELECT max(full_name) OVER () FROM customers LIMIT 1)
UPDATE customers SET notes = (SELECT first_value(full_name) OVER (ORDER BY id) FROM customers LIMIT 1)
UPDATE customers SET notes = (SELECT full_name FROM customers UNION SELECT country FROM customers LIMIT 1)
UPDATE customers SET notes = (VALUES ((SELECT full_name FROM customers LIMIT 1)))
UPDATE customers SET notes = (TABLE contacts LIMIT 1)
UPDATE customers SET notes = (SELECT email FROM contacts WHERE contacts.id = customers.id)
UPDATE customers SET notes = to_jsonb(customers) ->> 'full_name'
UPDATE customers SET notes = customers::text
UPDATE customers SET notes = (customers).full_name
UPDATE customers SET notes = full_name(customers)
UPDATE customers c SET notes = row_to_json(c)::text
UPDATE customers SET notes = (SELECT to_jsonb(c) ->> 'full_name' FROM customers c LIMIT 1)
UPDATE customers SET notes = (SELECT c::text FROM customers c LIMIT 1)
UPDATE customers SET notes = (SELECT json_agg(c)::text FROM customers c)
UPDATE customers SET notes = x.t FROM customers c CROSS JOIN LATERAL (SELECT c.full_name AS t) x WHERE c.id = customers.id
UPDATE customers SET notes = u.v FROM customers c, unnest(ARRAY[c.full_name]) AS u (v) WHERE c.id = customers.id
UPDATE customers SET notes = j.value FROM customers c, jsonb_each_text(to_jsonb(c)) j WHERE c.id = customers.id AND j.key = 'full_name'
UPDATE customers SET notes = c.full_name FROM orders o NATURAL JOIN (SELECT id AS customer_id, full_name FROM customers) c WHERE o.customer_id = customers.id
UPDATE customers SET notes = uu.full_name FROM customers a JOIN customers b USING (id, full_name) AS uu WHERE a.id = customers.id
UPDATE archive SET what = c.email FROM customers c WHERE c.id = 1
UPDATE orders SET status = note WHERE id = 1
UPDATE orders SET status = coalesce(note, 'none')
INSERT INTO archive SELECT id, full_name, email FROM customers
INSERT INTO archive (id, what) SELECT id, email FROM customers
INSERT INTO archive (id, what) SELECT id, upper(email) FROM contacts
INSERT INTO archive (id, what) SELECT id, c::text FROM customers c
INSERT INTO archive (id, what) SELECT id, to_json(c)::text FROM customers c
INSERT INTO archive (id, what) SELECT 5, full_name FROM customers UNION ALL SELECT 6, 'x'
INSERT INTO archive (id, what) SELECT 6, 'x' UNION ALL SELECT 5, full_name FROM customers
INSERT INTO archive (id, what) VALUES (5, (SELECT email FROM customers WHERE id = 1))
INSERT INTO archive (id, what) VALUES (5, 'x'), (6, (SELECT full_name FROM customers WHERE id = 1))
INSERT INTO archive SELECT * FROM (SELECT id, full_name, country FROM customers) c
INSERT INTO archive SELECT c.* FROM (SELECT id, full_name, country FROM customers) c
INSERT INTO archive (id, what) SELECT id, x FROM (SELECT * FROM customers) AS c (id, x)
INSERT INTO archive (id, what) SELECT a, b FROM customers AS c (a, b)
INSERT INTO archive (id, what) TABLE contacts
WITH c AS (SELECT id, full_name FROM customers) INSERT INTO archive (id, what) SELECT * FROM c
INSERT INTO archive (id, what) WITH c AS (SELECT id, full_name FROM customers) SELECT * FROM c
INSERT INTO archive (id, what) SELECT row_number() OVER (), full_name FROM customers
INSERT INTO archive (id, what) SELECT min(id), string_agg(full_name, ',') FROM customers
INSERT INTO archive (id, what) SELECT id, (SELECT note FROM orders o WHERE o.id = order_id) FROM order_items i (id, order_id)
INSERT INTO archive (id, what) SELECT id, note FROM orders
INSERT INTO customers (id, email, full_name) SELECT id + 100, email || 'x', 'copy' FROM customers
INSERT INTO customers (id, full_name) SELECT id + 100, full_name FROM customers
INSERT INTO archive (id, what) SELECT id, full_name FROM customers ON CONFLICT DO NOTHING
INSERT INTO archive (what, id) SELECT email, id FROM customers
INSERT INTO archive (id, at, what) SELECT id, DEFAULT, full_name FROM customers
INSERT INTO archive (id, what, at) VALUES (8, DEFAULT, (SELECT email FROM customers LIMIT 1))
INSERT INTO heap SELECT 1, x.* FROM (SELECT email FROM customers) x
INSERT INTO labels (name) SELECT email FROM customers
UPDATE members SET name = ssn
UPDATE customers SET notes = JSON_OBJECT('a': full_name)::text
UPDATE customers SET notes = JSON_ARRAY(SELECT full_name FROM customers)::text
UPDATE customers SET notes = JSON_VALUE(to_jsonb(full_name), '$')
UPDATE customers SET notes = jt.v FROM customers c, JSON_TABLE(to_jsonb(c.full_name), '$' COLUMNS (v text PATH '$')) jt WHERE c.id = customers.id
UPDATE customers SET notes = U&"full\005fname"
UPDATE customers SET notes = "full_name"
UPDATE customers SET "notes" = CUSTOMERS.FULL_NAME
UPDATE customers SET notes = NULLIF(full_name, '')
UPDATE customers SET notes = greatest(full_name, country)
UPDATE customers SET notes = full_name COLLATE "C"
UPDATE customers SET notes = (full_name)::varchar(50)
UPDATE customers SET notes = CASE full_name WHEN 'x' THEN 'y' ELSE 'z' END
UPDATE customers SET visits = length(email)
UPDATE customers SET visits = (email = 'canary')::int
UPDATE customers SET country = full_name, plan = 'free'
UPDATE customers SET (notes, country) = (full_name, 'x')
UPDATE customers SET (notes, country) = (SELECT full_name, country FROM customers c WHERE c.id = customers.id)
INSERT INTO archive (id, what) SELECT id, rank() OVER w FROM customers WINDOW w AS (ORDER BY full_name)
INSERT INTO archive (id, what) SELECT id, rank() OVER (w ORDER BY id) FROM customers WINDOW w AS (PARTITION BY full_name)
INSERT INTO archive (id, what) SELECT id, rank() OVER (v) FROM customers WINDOW w AS (PARTITION BY email), v AS (w ORDER BY id)
UPDATE customers SET notes = (SELECT rank() OVER w FROM customers WINDOW w AS (ORDER BY email) LIMIT 1)
