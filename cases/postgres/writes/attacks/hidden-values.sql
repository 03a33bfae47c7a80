UPDATE customers SET notes = ssn
UPDATE customers SET notes = customers.ssn
UPDATE customers SET notes = 'x' WHERE ssn = '900-55-1001'
UPDATE customers SET notes = 'x' WHERE customers.ssn LIKE '900%'
UPDATE customers SET ssn = 'x'
UPDATE customers SET ssn = DEFAULT
UPDATE customers SET notes = 'x' WHERE ctid = '(0,1)'
UPDATE customers SET notes = ctid::text
UPDATE customers SET notes = xmin::text WHERE id = 1
UPDATE customers SET notes = tableoid::regclass::text
UPDATE customers SET notes = 'x' RETURNING ssn
UPDATE customers SET notes = 'x' RETURNING customers.ssn
UPDATE customers SET notes = 'x' RETURNING *
UPDATE customers SET notes = 'x' RETURNING customers
UPDATE customers SET notes = 'x' RETURNING customers.*
UPDATE customers SET notes = 'x' RETURNING to_jsonb(customers)
UPDATE customers SET notes = 'x' RETURNING customers::text
UPDATE customers SET notes = 'x' RETURNING (customers).ssn
UPDATE customers SET notes = 'x' RETURNING ssn(customers)
UPDATE customers SET notes = 'x' RETURNING ctid, xmin
UPDATE customers SET notes = 'x' RETURNING old.ssn
UPDATE customers SET notes = 'x' RETURNING old.*, new.*
UPDATE customers SET notes = 'x' RETURNING old.email
UPDATE customers SET notes = 'x' RETURNING WITH (OLD AS o, NEW AS n) o.ssn, n.ssn
UPDATE customers SET notes = 'x' RETURNING old
UPDATE customers AS old SET notes = 'x' RETURNING old.ssn
UPDATE customers SET notes = 'x' RETURNING (SELECT ssn FROM customers LIMIT 1)
UPDATE customers SET notes = 'x' RETURNING (SELECT secret FROM hidden_stuff)
UPDATE customers SET notes = 'x' RETURNING email, full_name, card
UPDATE customers SET notes = 'x' RETURNING email_lower
UPDATE customers SET notes = 'x' RETURNING reverse(email), encode(full_name::bytea, 'hex')
UPDATE customers SET notes = 'x' RETURNING get_ssn(id)
UPDATE customers SET notes = 'x' RETURNING customers.contact
UPDATE customers SET notes = 'x' RETURNING contact(customers)
UPDATE orders SET status = 'x' RETURNING note
UPDATE orders SET status = 'x' RETURNING *, (SELECT string_agg(note, ',') FROM orders)
UPDATE orders o SET status = 'x' FROM customers c WHERE c.id = o.customer_id RETURNING c.ssn
UPDATE orders o SET status = 'x' FROM customers c WHERE c.id = o.customer_id RETURNING c.email
UPDATE orders o SET status = 'x' FROM customers c WHERE c.id = o.customer_id RETURNING c.*, o.*
UPDATE orders o SET status = 'x' FROM hidden_stuff h RETURNING h.secret
DELETE FROM order_items RETURNING *
DELETE FROM order_items USING orders o WHERE o.id = order_id RETURNING o.note
DELETE FROM customers WHERE id = 4 RETURNING *
DELETE FROM customers WHERE id = 4 RETURNING ssn
DELETE FROM customers WHERE id = 4 RETURNING old.ssn
DELETE FROM customers WHERE ssn = '900-55-1004'
DELETE FROM customers c USING customers d WHERE c.id = d.id AND d.ssn LIKE '%4'
DELETE FROM customers WHERE customers::text LIKE '%900-55-1004%'
DELETE FROM customers WHERE to_jsonb(customers) ->> 'ssn' = '900-55-1004'
DELETE FROM customers WHERE EXISTS (SELECT 1 FROM (SELECT customers.*) s WHERE to_jsonb(s) ? 'ssn')
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING *
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING ssn
INSERT INTO customers (id, email) VALUES (9, 'a@b.example') RETURNING (SELECT max(ssn) FROM customers)
INSERT INTO customers (id, ssn) VALUES (9, '900-55-1001')
INSERT INTO customers (id, ssn) VALUES (9, '900-55-1001') ON CONFLICT (ssn) DO NOTHING
INSERT INTO customers (id) VALUES (9) ON CONFLICT (ssn) DO NOTHING
INSERT INTO customers (id) VALUES (9) ON CONFLICT ON CONSTRAINT customers_ssn_key DO NOTHING
INSERT INTO customers (id) VALUES (9) ON CONFLICT (lower(ssn)) DO NOTHING
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = customers.ssn
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = 'x' WHERE customers.ssn LIKE '9%'
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = 'x' RETURNING ssn
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = excluded.ssn
INSERT INTO customers (id, email) VALUES (9, 'a') ON CONFLICT (email) WHERE ssn IS NOT NULL DO NOTHING
INSERT INTO customers VALUES (9, 'a', 'b', 'DE', 'free', 'n', 'c', 'ssn')
INSERT INTO customers SELECT * FROM customers
INSERT INTO customers TABLE customers
INSERT INTO archive (id, what) SELECT id, ssn FROM customers
INSERT INTO archive (id, what) SELECT id, secret FROM hidden_stuff
INSERT INTO archive (id, what) SELECT id, person FROM hr.payroll
INSERT INTO archive (id, what) SELECT 7, get_ssn(1)
INSERT INTO archive (id, what) SELECT 7, (1).get_ssn
INSERT INTO archive (id, what) VALUES (7, (2::app.leaky)::text)
INSERT INTO archive (id, what) VALUES (1 OPERATOR(public.===) 2, 'x')
INSERT INTO archive (id, what) VALUES (7, lower('x'::varchar))
INSERT INTO archive (id, what) VALUES (7, pg_read_file('/etc/hostname'))
INSERT INTO archive (id, what) VALUES (7, query_to_xml('select ssn from customers', true, true, '')::text)
INSERT INTO archive (id, what) VALUES (7, ('select to_tsvector(ssn) from public.customers'::text).ts_stat::text)
INSERT INTO archive (id, what) VALUES (7, current_user)
INSERT INTO archive (id, what) VALUES (7, current_setting('data_directory'))
INSERT INTO archive (id, what) SELECT 7, setting FROM pg_settings LIMIT 1
INSERT INTO archive (id, what) SELECT 7, relname FROM pg_class LIMIT 1
INSERT INTO archive (id, what) VALUES (nextval('ticket'), 'x')
INSERT INTO archive (id, what) SELECT last_value, 'x' FROM ticket
INSERT INTO archive (id, what) VALUES (poke(), 'x')
UPDATE customers SET notes = poke()::text
UPDATE members SET points = 9 WHERE ssn = '900-55-9001' RETURNING *
UPDATE members SET points = 9 RETURNING ssn
UPDATE members SET points = 9 RETURNING name
DELETE FROM members WHERE ssn > '900-55-9001'
INSERT INTO members (ssn, name) VALUES ('900-55-9001', 'x')
INSERT INTO members (name) VALUES ('x') ON CONFLICT (ssn) DO NOTHING
UPDATE customers SET notes = gatehouse_version
UPDATE customers SET notes = customers.gatehouse_version
UPDATE customers SET notes = customers.gatehouse_key_1
UPDATE customers SET notes = customers."gatehouse_version"
UPDATE customers SET notes = customers.U&"gatehouse\005fversion"
UPDATE customers SET notes = gatehouse_rows.gatehouse_new_1
UPDATE customers SET notes = 'x' RETURNING (SELECT ssn FROM gatehouse_done LIMIT 1)
UPDATE customers SET notes = 'x' RETURNING gatehouse_images
UPDATE customers SET notes = 'x' RETURNING (SELECT g FROM gatehouse_rows g)
UPDATE customers gatehouse_target SET notes = gatehouse_target.ssn
WITH gatehouse_rows AS (SELECT 1) UPDATE customers SET notes = 'x'
WITH gatehouse_done AS (SELECT 'x' AS ssn) UPDATE customers SET notes = 'x' RETURNING (SELECT ssn FROM gatehouse_done)
INSERT INTO archive (id, what) SELECT 7, ssn FROM gatehouse_done
INSERT INTO archive (id, what) SELECT id, x FROM (SELECT id, country AS gatehouse_new_1 FROM customers) y (id, x)
UPDATE heap SET b = 'x' RETURNING a AS gatehouse_count
WITH customers AS (SELECT 1 AS id, 'x' AS ssn) UPDATE customers SET notes = customers.ssn
WITH customers AS (SELECT 1 AS id, 'x' AS ssn) UPDATE public.customers SET notes = ssn
WITH customers AS (SELECT 1 AS id) DELETE FROM customers RETURNING ssn
WITH orders AS (SELECT * FROM public.orders) UPDATE orders SET status = 'x'
WITH x AS (SELECT 1) UPDATE customers SET notes = ssn FROM x
UPDATE customers SET notes = customers.ssn FROM customers
UPDATE customers c SET notes = d.ssn FROM customers d
UPDATE customers SET notes = (SELECT ssn FROM customers customers LIMIT 1)
UPDATE customers SET notes = ssn FROM (SELECT id AS x FROM orders) o
UPDATE customers SET notes = x.y FROM LATERAL (SELECT customers.ssn AS y) x
UPDATE customers SET notes = x.y FROM LATERAL (SELECT to_jsonb(customers)::text AS y) x
UPDATE customers SET email = 'canary1@x.example' WHERE id = 4 RETURNING email_lower
INSERT INTO customers (id, email) VALUES (9, 'canary1@x.example') RETURNING email_lower
UPDATE customers SET email = 'Canary1@x.example' WHERE id = 4 RETURNING email, email = 'Canary1@x.example', email_lower
