ALTER TABLE archive ADD CONSTRAINT what_known CHECK (what <> '')
ALTER TABLE archive ADD CHECK (length(what) < 500)
ALTER TABLE archive ADD CONSTRAINT what_unique UNIQUE (what)
ALTER TABLE archive ADD CONSTRAINT what_at UNIQUE NULLS NOT DISTINCT (what, at)
ALTER TABLE heap ADD PRIMARY KEY (a)
ALTER TABLE heap ADD CONSTRAINT heap_pkey PRIMARY KEY (a)
ALTER TABLE archive ADD CONSTRAINT archive_fk FOREIGN KEY (id) REFERENCES stores (id) NOT VALID
ALTER TABLE sessions ADD CONSTRAINT expiry CHECK (expires > '2020-01-01') NOT VALID
ALTER TABLE labels DROP CONSTRAINT labels_n_name_key
ALTER TABLE tree DROP CONSTRAINT IF EXISTS tree_parent_fkey
ALTER TABLE tree DROP CONSTRAINT tree_parent_fkey, ADD CONSTRAINT tree_parent_fkey FOREIGN KEY (parent) REFERENCES tree (id) ON DELETE CASCADE
ALTER TABLE customers ADD CONSTRAINT email_at CHECK (email LIKE '%@%')
ALTER TABLE customers ADD CONSTRAINT visits_known CHECK (visits >= 0)
CREATE INDEX ON archive (what)
CREATE INDEX archive_what ON archive (what)
CREATE INDEX IF NOT EXISTS archive_what_at ON public.archive USING btree (what, at DESC NULLS LAST)
CREATE UNIQUE INDEX archive_lower ON archive (lower(what))
CREATE INDEX archive_recent ON archive (at) WHERE what IS NOT NULL
CREATE INDEX typed_j ON typed USING gin (j jsonb_path_ops)
CREATE INDEX typed_words ON typed USING gin (words)
CREATE INDEX typed_ts ON typed USING brin (ts)
CREATE INDEX typed_vc ON typed (vc text_pattern_ops, n) INCLUDE (d)
CREATE INDEX typed_key ON typed ((j ->> 'k'))
CREATE UNIQUE INDEX typed_one ON typed (flag) WHERE flag
CREATE INDEX customers_country ON customers (country, plan)
CREATE INDEX customers_email ON customers (lower(email))
CREATE INDEX customers_country_email ON customers (country, email)
CREATE UNIQUE INDEX tree_names ON tree (parent, name)
CREATE INDEX ON ONLY events (kind)
CREATE INDEX ON events (kind)
