ALTER TABLE customers ADD CONSTRAINT c CHECK (ssn < '900-55-1003')
ALTER TABLE customers ADD CONSTRAINT c CHECK (notes IS DISTINCT FROM email)
ALTER TABLE customers ADD CONSTRAINT c CHECK (notes <> full_name)
ALTER TABLE customers ADD CONSTRAINT c CHECK (card <> notes) NOT VALID
ALTER TABLE customers ADD CONSTRAINT c CHECK (email <> 'Canary1@x.example') NOT VALID
ALTER TABLE customers ADD CONSTRAINT c CHECK (1 / (length(email) - visits) > 0)
ALTER TABLE customers ADD COLUMN guess text CHECK (guess <> email)
ALTER TABLE customers ADD COLUMN guess text, ADD CONSTRAINT c CHECK (guess <> full_name)
ALTER TABLE customers ADD COLUMN guess int GENERATED ALWAYS AS (1 / (length(full_name) - visits)) STORED
ALTER TABLE customers ADD CONSTRAINT c CHECK (customers IS NOT NULL)
ALTER TABLE customers ADD CONSTRAINT c CHECK (customers::text NOT LIKE '%900-55%')
ALTER TABLE customers ADD CONSTRAINT c CHECK ((customers.*) IS NOT NULL)
ALTER TABLE customers ADD CONSTRAINT c CHECK (public.customers.ssn <> 'x')
ALTER TABLE customers ADD CONSTRAINT c CHECK (row_to_json(customers) IS NOT NULL)
ALTER TABLE customers ADD CONSTRAINT c CHECK (EXISTS (SELECT 1 FROM hidden_stuff))
ALTER TABLE customers ADD CONSTRAINT c CHECK ((SELECT ssn FROM customers LIMIT 1) <> 'x')
ALTER TABLE customers ADD CONSTRAINT c CHECK (id IN (SELECT id FROM orders))
ALTER TABLE customers ADD CONSTRAINT c CHECK (get_ssn(id) <> 'x')
ALTER TABLE customers ADD CONSTRAINT c CHECK (public.get_ssn(id) <> 'x')
ALTER TABLE customers ADD CONSTRAINT c CHECK (poke() = 1)
ALTER TABLE customers ADD CONSTRAINT c CHECK (pg_sleep(1) IS NULL)
ALTER TABLE customers ADD CONSTRAINT c CHECK ((customers).contact <> 'x')
ALTER TABLE customers ADD CONSTRAINT c CHECK (id OPERATOR(public.===) visits)
ALTER TABLE customers ADD CONSTRAINT c CHECK (id::app.leaky IS NOT NULL)
ALTER TABLE customers ADD CONSTRAINT c CHECK (count(*) > 0)
ALTER TABLE customers ADD CONSTRAINT c CHECK (tableoid::regclass::text <> 'x')
ALTER TABLE customers ADD CONSTRAINT c CHECK (xmin::text <> '5')
ALTER TABLE customers ADD CONSTRAINT c CHECK (current_user <> 'x')
ALTER TABLE customers ADD CONSTRAINT c UNIQUE (ssn)
ALTER TABLE customers ADD CONSTRAINT c UNIQUE (country, ssn)
ALTER TABLE customers ADD CONSTRAINT c UNIQUE (country) INCLUDE (ssn)
ALTER TABLE customers ADD CONSTRAINT c EXCLUDE (email WITH =)
ALTER TABLE archive ADD FOREIGN KEY (what) REFERENCES customers (email)
ALTER TABLE archive ADD FOREIGN KEY (what) REFERENCES customers (ssn)
ALTER TABLE archive ADD FOREIGN KEY (what) REFERENCES members
ALTER TABLE archive ADD COLUMN guess text REFERENCES customers (email)
ALTER TABLE archive ADD COLUMN sale integer REFERENCES sales (id)
CREATE TABLE guesses (guess text REFERENCES customers (email))
CREATE TABLE guesses (guess text REFERENCES members)
CREATE UNIQUE INDEX ON customers ((1)) WHERE ssn = '900-55-1001'
CREATE UNIQUE INDEX ON customers (ssn)
CREATE UNIQUE INDEX ON customers (visits) WHERE email = 'Canary1@x.example'
CREATE UNIQUE INDEX ON customers ((visits + length(full_name)))
CREATE INDEX ON customers ((1 / (length(email) - visits)))
CREATE INDEX ON customers (country) WHERE notes <> email
CREATE INDEX ON customers (country) INCLUDE (ssn)
CREATE INDEX ON customers ((get_ssn(id)))
CREATE INDEX ON customers ((customers.contact))
CREATE INDEX ON customers ((customers::text))
CREATE INDEX ON customers (email public.ops)
CREATE INDEX ON customers (email COLLATE public.strange)
ALTER TABLE customers ALTER COLUMN email TYPE integer USING (length(email))
ALTER TABLE customers ALTER COLUMN email TYPE text USING ssn
ALTER TABLE customers ALTER COLUMN notes TYPE text USING email
ALTER TABLE customers ALTER COLUMN notes TYPE text USING email::text
ALTER TABLE customers ALTER COLUMN notes TYPE text USING (SELECT ssn FROM customers LIMIT 1)
ALTER TABLE customers ALTER COLUMN notes SET DEFAULT (SELECT ssn FROM customers LIMIT 1)
ALTER TABLE customers ALTER COLUMN notes SET DEFAULT get_ssn(1)
ALTER TABLE customers ALTER COLUMN notes SET DEFAULT email
ALTER TABLE customers ALTER COLUMN notes SET DEFAULT $1
ALTER TABLE customers ALTER COLUMN notes SET DEFAULT current_user
ALTER TABLE customers ALTER COLUMN visits SET DEFAULT nextval('ticket')
ALTER TABLE customers ALTER COLUMN notes SET DEFAULT pg_read_file('/etc/hostname')
ALTER TABLE orders ADD CONSTRAINT c CHECK (total < 500)
ALTER TABLE orders ALTER COLUMN note SET NOT NULL
ALTER TABLE orders ADD COLUMN x int
TRUNCATE orders
DROP TABLE sales
CREATE UNIQUE INDEX ON orders (status)
COMMENT ON COLUMN orders.id IS 'x'
