DROP TABLE hidden_stuff
DROP TABLE archive, hidden_stuff
DROP TABLE hr.payroll
DROP TABLE IF EXISTS hidden_stuff
DROP TABLE pg_catalog.pg_class
DROP TABLE information_schema.sql_features
DROP TABLE postgres.public.archive
TRUNCATE hidden_stuff
TRUNCATE archive, hr.payroll
TRUNCATE pg_authid
ALTER TABLE hidden_stuff ADD COLUMN x int
ALTER TABLE hr.payroll ALTER COLUMN amount DROP NOT NULL
ALTER TABLE pg_class ADD COLUMN x int
ALTER TABLE archive ADD COLUMN s int REFERENCES hidden_stuff (id)
ALTER TABLE archive ADD FOREIGN KEY (id) REFERENCES hr.payroll (id)
CREATE TABLE leak (id int REFERENCES hidden_stuff)
CREATE TABLE hr.mine (id int)
CREATE TABLE pg_catalog.mine (id int)
CREATE TABLE app.mine (id int)
CREATE TABLE archive (id int)
CREATE TABLE "public"."customers" (id int)
CREATE INDEX ON hidden_stuff (secret)
COMMENT ON TABLE hidden_stuff IS 'x'
COMMENT ON COLUMN hidden_stuff.secret IS 'x'
COMMENT ON COLUMN customers.ssn IS 'x'
ALTER TABLE customers DROP COLUMN ssn
ALTER TABLE customers ALTER COLUMN ssn DROP NOT NULL
ALTER TABLE customers ALTER COLUMN ssn TYPE integer
ALTER TABLE customers ALTER COLUMN ssn TYPE integer USING ssn::integer
ALTER TABLE customers RENAME COLUMN ssn TO notes2
ALTER TABLE customers DROP CONSTRAINT customers_ssn_key
ALTER TABLE customers DROP COLUMN nosuch
ALTER TABLE customers DROP COLUMN xmin
ALTER TABLE customers RENAME COLUMN ctid TO x
DROP INDEX customers_ssn_key
DROP INDEX hidden_stuff_pkey
DROP INDEX pg_class_oid_index
DROP INDEX nosuch
DROP VIEW contacts
DROP TABLE contacts
ALTER TABLE contacts ADD COLUMN x int
TRUNCATE countries
ALTER TABLE faraway ADD COLUMN x int
DROP MATERIALIZED VIEW countries
DROP SEQUENCE ticket
DROP SCHEMA hr CASCADE
DROP TYPE tier
DROP DOMAIN cents
DROP INDEX archive_pkey, nosuch
CREATE TABLE gatehouse_x (id int)
ALTER TABLE archive ADD COLUMN gatehouse_key_1 int
ALTER TABLE archive RENAME COLUMN what TO gatehouse_version
