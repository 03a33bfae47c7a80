UPDATE hidden_stuff SET secret = 'x'
DELETE FROM hidden_stuff
INSERT INTO hidden_stuff VALUES (2, 'x')
INSERT INTO hidden_stuff (id) VALUES (1)
UPDATE hr.payroll SET amount = 0
DELETE FROM hr.orders
INSERT INTO hr.orders VALUES (5, 'x')
UPDATE "hr"."payroll" SET amount = 0
UPDATE postgres.public.customers SET notes = 'x'
UPDATE audit_trail SET what = ''
DELETE FROM audit_trail
UPDATE contacts SET country = 'DE'
DELETE FROM contacts
UPDATE countries SET n = 0
DELETE FROM countries
INSERT INTO faraway VALUES (1, 'x')
DELETE FROM faraway
UPDATE ticket SET last_value = 1
UPDATE pg_class SET relname = 'x'
UPDATE pg_catalog.pg_authid SET rolsuper = true
DELETE FROM pg_catalog.pg_class
INSERT INTO pg_catalog.pg_description VALUES (1, 1, 0, 'x')
UPDATE information_schema.tables SET table_name = 'x'
INSERT INTO pg_temp.customers VALUES (1)
DELETE FROM pg_toast.pg_toast_1
UPDATE vehicles SET plate = 'x'
DELETE FROM vehicles
UPDATE assets SET label = 'x'
DELETE FROM assets
UPDATE ruled SET v = 'x'
DELETE FROM ruled
UPDATE events_low SET n = 0
UPDATE heap SET b = 'x'
DELETE FROM heap
UPDATE counters SET doubled = 1
INSERT INTO counters (n, doubled) VALUES (1, 5)
UPDATE customers SET email_lower = 'x'
INSERT INTO customers (id, email_lower) VALUES (9, 'x')
UPDATE tickets SET id = 7
INSERT INTO tickets (id, title) OVERRIDING SYSTEM VALUE VALUES (900, 'x')
UPDATE customers SET card = 'x'
UPDATE customers SET full_name = 'x'
INSERT INTO customers (id, card) VALUES (9, 'x')
INSERT INTO customers (id, notes) VALUES (9, 'x')
UPDATE orders SET note = 'x'
INSERT INTO orders (id, region, note) VALUES (9, 'EU', 'x')
INSERT INTO members DEFAULT VALUES
INSERT INTO no_such_table VALUES (1)
UPDATE customers SET no_such_column = 1
UPDATE customers SET ssn_ = 1
INSERT INTO customers (id, no_such_column) VALUES (1, 2)
UPDATE customers SET notes = 'x' WHERE no_such_column = 1
