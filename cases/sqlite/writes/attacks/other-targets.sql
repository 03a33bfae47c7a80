UPDATE hidden_stuff SET secret = 'x'
UPDATE HIDDEN_STUFF SET secret = 'x'
UPDATE "hidden_stuff" SET secret = 'x'
UPDATE [hidden_stuff] SET secret = 'x'
UPDATE main.hidden_stuff SET secret = 'x'
UPDATE hidden_stuff SET nope = 1
UPDATE hidden_stuff SET gatehouse_x = 1
DELETE FROM hidden_stuff
DELETE FROM payroll WHERE id = 1 RETURNING *
INSERT INTO hidden_stuff VALUES (2, 'x')
INSERT INTO hidden_stuff (id, nope) VALUES (1, 2)
INSERT INTO hidden_stuff DEFAULT VALUES
INSERT INTO hidden_stuff (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET secret = 'x'
REPLACE INTO hidden_stuff VALUES (1, 'x')
INSERT INTO audit_trail (what) VALUES ('x')
DELETE FROM audit_trail
DELETE FROM vault
UPDATE vault SET secret = 'x'
DELETE FROM lockers
DELETE FROM lockers WHERE id = 1
DELETE FROM lockers WHERE id = 2
UPDATE no_such_table SET x = 1
INSERT INTO no_such_table VALUES (1)
DELETE FROM no_such_table
UPDATE sqlite_schema SET sql = 'x'
UPDATE sqlite_master SET sql = 'x'
DELETE FROM sqlite_sequence
UPDATE sqlite_sequence SET seq = 0
INSERT INTO sqlite_sequence VALUES ('x', 1)
DELETE FROM main.sqlite_sequence
INSERT INTO temp.x VALUES (1)
INSERT INTO temp.gatehouse_rows VALUES (1)
UPDATE temp.customers SET notes = 'x'
UPDATE other.customers SET notes = 'x'
DELETE FROM gatehouse_writes
UPDATE gatehouse_writes SET attempt = 'x'
INSERT INTO gatehouse_writes VALUES ('a', 'b', 'c')
DELETE FROM GATEHOUSE_WRITES
DELETE FROM main.gatehouse_writes
INSERT INTO search (body) VALUES ('x')
INSERT INTO search (search) VALUES ('delete-all')
DELETE FROM search
DELETE FROM search_content
UPDATE search_data SET block = x'00'
INSERT INTO contacts VALUES (9, 'x', 'DE')
UPDATE contacts SET country = 'DE'
DELETE FROM contacts
UPDATE open_orders SET total = 0 WHERE id = 1
INSERT INTO pragma_user_version VALUES (1)
DELETE FROM json_each('[1]')
UPDATE json_each('[1]') SET value = 2
DELETE FROM dbstat
UPDATE unreachable SET rowid = 'x'
DELETE FROM unreachable
UPDATE skipping SET v = 'x'
INSERT INTO skipping (v) VALUES ('x')
DELETE FROM skipping
UPDATE (SELECT * FROM customers) SET notes = 'x'
DELETE FROM (customers)
DELETE FROM customers, orders
UPDATE customers, orders SET notes = 'x'
DELETE customers
TRUNCATE TABLE archive
