INSERT INTO customers (id, email) VALUES (1, 'Canary2@x.example') ON CONFLICT (id) DO NOTHING ON CONFLICT (email) DO UPDATE SET notes = 'x'
INSERT INTO customers (id, email) VALUES (9, 'Canary2@x.example') ON CONFLICT (id) DO UPDATE SET notes = 'x' ON CONFLICT (email) DO NOTHING
INSERT INTO customers (id, email) VALUES (9, 'Canary2@x.example') ON CONFLICT (id) DO UPDATE SET notes = 'x' ON CONFLICT (ssn) DO NOTHING
INSERT INTO customers (id, email) VALUES (9, 'Canary2@x.example') ON CONFLICT (ssn) DO UPDATE SET notes = 'x' ON CONFLICT (id) DO NOTHING
INSERT INTO customers (id, email) VALUES (9, 'Canary2@x.example') ON CONFLICT (id) DO UPDATE SET notes = 'x' ON CONFLICT DO UPDATE SET notes = 'there'
INSERT INTO customers (id, email) VALUES (9, 'Canary2@x.example') ON CONFLICT (id) DO UPDATE SET notes = 'x' ON CONFLICT DO UPDATE SET notes = 'there' RETURNING id
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = ssn ON CONFLICT DO NOTHING
INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET notes = email ON CONFLICT DO NOTHING
INSERT INTO customers (id) VALUES (9) ON CONFLICT (id) DO NOTHING ON CONFLICT DO UPDATE SET notes = (SELECT secret FROM hidden_stuff)
INSERT INTO orders (id, region, note) VALUES (2, 'EU', 'x') ON CONFLICT (id) DO UPDATE SET status = 'x' ON CONFLICT DO NOTHING
INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT DO NOTHING ON CONFLICT (id) DO UPDATE SET status = 'x'
INSERT INTO orders (id, region, total) VALUES (2, 'EU', 1), (1, 'EU', 2) ON CONFLICT (id) DO UPDATE SET total = excluded.total ON CONFLICT DO NOTHING RETURNING *
INSERT INTO orders (id, region) VALUES (1, 'EU') ON CONFLICT (id) DO UPDATE SET region = 'US' ON CONFLICT DO NOTHING
INSERT INTO keyed (id, code, part, n) VALUES (1, 'b', 'q', 9), (1, 'c', 'q', 8) ON CONFLICT (id) DO UPDATE SET n = n + 1 ON CONFLICT (code) DO NOTHING
INSERT INTO keyed (id, code, part, n) VALUES (1, 'z', 'q', 9), (9, 'a', 'q', 8) ON CONFLICT (id) DO UPDATE SET note = note || '1' ON CONFLICT (code) DO UPDATE SET note = note || '2'
INSERT INTO keyed (id, code, part, n) VALUES (8, 'z', 'q', 9), (9, 'z', 'q', 8) ON CONFLICT (id) DO UPDATE SET note = note || '1' ON CONFLICT (code) DO UPDATE SET note = note || '2'
INSERT INTO keyed (id, code, part, n) VALUES (1, 'z', 'q', 9), (9, 'c', 'q', 8) ON CONFLICT (id) DO UPDATE SET code = 'c' ON CONFLICT (code) DO UPDATE SET note = 'x'
INSERT INTO keyed (id, code) VALUES (9, 'a') ON CONFLICT (part, n) DO UPDATE SET note = 'x' ON CONFLICT (code) DO NOTHING
INSERT INTO keyed (id, code) VALUES (9, 'a') ON CONFLICT (id) DO UPDATE SET note = 'x' ON CONFLICT (note) DO NOTHING
INSERT INTO keyed (id, code) VALUES (9, 'a') ON CONFLICT (id) DO UPDATE SET note = 'x' ON CONFLICT (nope) DO UPDATE SET note = 'y'
INSERT OR IGNORE INTO keyed (id, code) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET note = 'x' ON CONFLICT (code) DO NOTHING
INSERT INTO skipping (id, v) VALUES (2, 'canary skipping') ON CONFLICT (id) DO UPDATE SET v = 'x' ON CONFLICT (v) DO NOTHING
INSERT INTO hidden_stuff (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET secret = 'x' ON CONFLICT DO NOTHING
