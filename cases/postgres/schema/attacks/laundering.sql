CREATE TABLE copy AS SELECT * FROM customers
CREATE TABLE copy AS TABLE customers
SELECT * INTO copy FROM customers
CREATE TABLE copy (LIKE customers INCLUDING ALL)
CREATE TABLE copy () INHERITS (customers)
CREATE TABLE copy PARTITION OF events FOR VALUES FROM (1000) TO (2000)
CREATE TABLE copy (id int) PARTITION BY RANGE (id)
CREATE TABLE copy OF customers
CREATE VIEW copy AS SELECT * FROM customers
CREATE OR REPLACE VIEW contacts AS SELECT id, ssn AS email, country FROM customers
CREATE MATERIALIZED VIEW copy AS SELECT * FROM customers
CREATE RECURSIVE VIEW copy (n) AS SELECT 1
ALTER TABLE customers RENAME TO archive2
ALTER TABLE customers RENAME COLUMN email TO notes2, ADD COLUMN x int
ALTER TABLE archive RENAME COLUMN what TO at
ALTER TABLE customers RENAME COLUMN email TO ssn2, RENAME COLUMN x TO y
ALTER TABLE customers RENAME CONSTRAINT customers_pkey TO x
ALTER TABLE customers ADD COLUMN planned text GENERATED ALWAYS AS (email) STORED
ALTER TABLE customers RENAME COLUMN email TO planned
ALTER TABLE customers RENAME COLUMN full_name TO planned
ALTER TABLE customers SET SCHEMA app
ALTER TABLE archive INHERIT customers
ALTER TABLE customers NO INHERIT archive
ALTER TABLE events ATTACH PARTITION archive FOR VALUES FROM (5000) TO (6000)
ALTER TABLE events DETACH PARTITION events_low
ALTER TABLE customers OWNER TO public
ALTER TABLE customers DISABLE ROW LEVEL SECURITY
ALTER TABLE customers ENABLE ROW LEVEL SECURITY
ALTER TABLE customers DISABLE TRIGGER ALL
ALTER TABLE customers DISABLE RULE x
ALTER TABLE customers SET (autovacuum_enabled = false)
ALTER TABLE customers ALTER COLUMN email SET STATISTICS 1000
ALTER TABLE customers ALTER COLUMN email SET (n_distinct = 5)
ALTER TABLE customers ALTER COLUMN email SET STORAGE PLAIN
ALTER TABLE customers REPLICA IDENTITY FULL
ALTER TABLE customers CLUSTER ON customers_pkey
ALTER TABLE customers SET TABLESPACE pg_default
ALTER TABLE customers SET UNLOGGED
ALTER TABLE customers OF app.leaky
ALTER TABLE customers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.x)
ALTER TABLE archive ADD COLUMN i int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.hidden_seq)
ALTER TABLE archive ADD COLUMN i int GENERATED ALWAYS AS IDENTITY (OWNED BY customers.id)
ALTER TABLE archive ADD COLUMN r record
ALTER TABLE archive ADD COLUMN r customers
ALTER TABLE archive ADD COLUMN r public.customers[]
ALTER TABLE archive ADD COLUMN r app.leaky
ALTER TABLE archive ADD COLUMN r regclass DEFAULT 'hidden_stuff'
ALTER TABLE archive ADD COLUMN r hidden_stuff.secret%TYPE
ALTER TABLE archive DROP COLUMN what CASCADE
ALTER TABLE stores DROP CONSTRAINT stores_pkey CASCADE
DROP TABLE stores CASCADE
TRUNCATE stores CASCADE
ALTER TABLE archive ADD UNIQUE USING INDEX archive_pkey
CREATE TEMP TABLE customers (id int, ssn text)
CREATE TEMPORARY TABLE x (id int)
CREATE UNLOGGED TABLE x (id int)
CREATE TABLE pg_temp.x (id int)
CREATE TABLE x (id int) WITH (fillfactor = 10)
CREATE TABLE x (id int) TABLESPACE pg_default
CREATE TABLE x (id int) USING heap
CREATE INDEX CONCURRENTLY ON archive (what)
DROP INDEX CONCURRENTLY archive_pkey
CREATE INDEX ON archive (what) WITH (fillfactor = 10)
CREATE INDEX ON archive (what) TABLESPACE pg_default
CREATE INDEX ON archive USING bloom (what)
CREATE INDEX ON archive USING gist (what public.gist_trgm_ops (siglen = 32))
