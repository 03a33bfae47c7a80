MERGE INTO archive a USING customers c ON a.id = c.id + 89 WHEN MATCHED THEN UPDATE SET what = c.email
MERGE INTO archive a USING customers c ON a.id = c.id + 89 WHEN MATCHED THEN UPDATE SET what = c.ssn
MERGE INTO archive a USING customers c ON a.id = c.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (c.id, c.full_name)
MERGE INTO archive a USING customers c ON a.id = c.id WHEN NOT MATCHED THEN INSERT VALUES (c.id, c.email)
MERGE INTO archive a USING (SELECT * FROM customers) c ON a.id = c.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (c.id, c.full_name)
MERGE INTO archive a USING (SELECT * FROM customers) c (a, b, c) ON a.id = c.a WHEN NOT MATCHED THEN INSERT (id, what) VALUES (c.a, c.b)
MERGE INTO archive a USING (SELECT id, ssn AS s FROM customers) c ON a.id = c.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (c.id, c.s)
MERGE INTO archive a USING customers c ON c.ssn LIKE '9%' AND a.id = 90 WHEN MATCHED THEN UPDATE SET what = 'found'
MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED AND EXISTS (SELECT 1 FROM customers WHERE ssn = '900-55-1001') THEN UPDATE SET what = 'found'
MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED THEN UPDATE SET what = (SELECT max(email) FROM customers)
MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED THEN UPDATE SET (what, at) = (SELECT email, full_name FROM customers LIMIT 1)
MERGE INTO archive a USING hidden_stuff h ON a.id = h.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (h.id, h.secret)
MERGE INTO archive a USING hr.orders h ON a.id = h.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (h.id, h.secret)
MERGE INTO archive a USING (SELECT 1 AS id, secret FROM hidden_stuff) h ON a.id = h.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (h.id, h.secret)
MERGE INTO hidden_stuff h USING (SELECT 1 AS id) s ON h.id = s.id WHEN MATCHED THEN DELETE
MERGE INTO hidden_stuff h USING (SELECT 1 AS id) s ON h.nope = s.id WHEN MATCHED THEN UPDATE SET nope = 1
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET ssn = 'x'
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET card = 'x'
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = c.email
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = c::text
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED AND c.ssn = '900-55-1001' THEN UPDATE SET notes = 'x'
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED AND c.full_name LIKE 'Canary%' THEN UPDATE SET notes = 'x'
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = 'x' RETURNING *
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = 'x' RETURNING c.*
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = 'x' RETURNING c.ssn
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = 'x' RETURNING old.ssn
MERGE INTO customers c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = 'x' RETURNING merge_action(), c.email
MERGE INTO customers c USING (SELECT 1 AS id, (SELECT max(ssn) FROM customers) AS s) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET notes = s.s
MERGE INTO customers c USING customers d ON c.ssn = d.ssn WHEN MATCHED THEN UPDATE SET notes = 'x'
MERGE INTO customers c USING customers d ON c.email = d.email WHEN MATCHED THEN UPDATE SET notes = d.email
MERGE INTO customers c USING (SELECT 7 AS id) s ON c.id = s.id WHEN NOT MATCHED THEN INSERT (id, ssn) VALUES (7, 'x')
MERGE INTO customers c USING (SELECT 7 AS id) s ON c.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (7, 'a', 'b', 'DE')
MERGE INTO customers c USING (SELECT 7 AS id) s ON c.id = s.id WHEN NOT MATCHED THEN INSERT (id, email) VALUES (7, 'Canary1@x.example')
MERGE INTO orders o USING (SELECT 2 AS id) s ON o.id = s.id WHEN MATCHED THEN UPDATE SET status = 'x' WHEN NOT MATCHED THEN INSERT (id, region) VALUES (2, 'EU')
MERGE INTO orders o USING (SELECT 2 AS id) s ON o.id = s.id WHEN MATCHED THEN DELETE
MERGE INTO orders o USING (SELECT 2 AS id) s ON o.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE
MERGE INTO orders o USING (SELECT 1 AS id) s ON o.id = s.id WHEN NOT MATCHED BY SOURCE THEN UPDATE SET status = 'x'
MERGE INTO orders o USING (SELECT 1 AS id) s ON o.id = s.id WHEN NOT MATCHED BY SOURCE AND o.region = 'US' THEN UPDATE SET status = 'x'
MERGE INTO orders o USING (SELECT 1 AS id) s ON o.id = s.id WHEN MATCHED THEN UPDATE SET region = 'US'
MERGE INTO orders o USING (SELECT 44 AS id) s ON o.id = s.id WHEN NOT MATCHED THEN INSERT (id, region) VALUES (44, 'US')
MERGE INTO orders o USING orders p ON 1 / (o.id - 2) < 5 AND o.id = p.id WHEN MATCHED THEN UPDATE SET status = 'x'
MERGE INTO orders o USING orders p ON o.id = p.id WHEN MATCHED AND 1 / (p.id - 2) < 5 THEN UPDATE SET status = 'x'
MERGE INTO orders o USING (SELECT 1 AS id) s ON o.id = s.id WHEN MATCHED THEN UPDATE SET status = (SELECT status FROM orders x WHERE x.id = 2)
MERGE INTO orders o USING (SELECT 1 AS id UNION ALL SELECT 1) s ON o.id = s.id WHEN MATCHED THEN UPDATE SET status = 'x'
MERGE INTO orders o USING (SELECT 1 AS id, 1 AS n UNION ALL SELECT 1, 2) s ON o.id = s.id WHEN MATCHED AND s.n = 1 THEN UPDATE SET status = 'x' WHEN MATCHED THEN DELETE
MERGE INTO orders o USING orders p ON o.id = p.id WHEN MATCHED THEN UPDATE SET note = p.note
MERGE INTO orders o USING orders p ON o.id = p.id WHEN MATCHED THEN UPDATE SET status = p.note
MERGE INTO orders o USING sales s ON o.id = s.id WHEN MATCHED THEN UPDATE SET total = s.amount
WITH archive AS (SELECT 1 AS id, ssn AS what FROM customers) MERGE INTO archive a USING (SELECT 5 AS id) s ON a.id = s.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (5, 'x')
WITH s AS (SELECT id, email FROM customers) MERGE INTO archive a USING s ON a.id = s.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (s.id, s.email)
WITH d AS (DELETE FROM customers WHERE id = 4 RETURNING *) MERGE INTO archive a USING d ON a.id = d.id WHEN NOT MATCHED THEN INSERT (id, what) VALUES (d.id, d.full_name)
MERGE INTO contacts c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET country = 'FR'
MERGE INTO ruled r USING (SELECT 1 AS id) s ON r.id = s.id WHEN MATCHED THEN UPDATE SET v = 'x'
MERGE INTO heap h USING (SELECT 1 AS a) s ON h.a = s.a WHEN MATCHED THEN UPDATE SET b = 'x'
MERGE INTO archive a USING gatehouse_source_1 ON true WHEN MATCHED THEN DELETE
MERGE INTO archive a USING (SELECT 5 AS id) gatehouse_source_1 ON true WHEN MATCHED THEN UPDATE SET what = 'x'
MERGE INTO archive a USING (SELECT 5 AS id) s ON a.gatehouse_key_1 = 90 WHEN MATCHED THEN UPDATE SET what = 'x'
MERGE INTO archive a USING (SELECT 5 AS id) s ON a.ctid = '(0,1)' WHEN MATCHED THEN UPDATE SET what = 'x'
MERGE INTO archive a USING (SELECT 5 AS id) s ON true WHEN MATCHED THEN UPDATE SET what = get_ssn(1)
MERGE INTO archive a USING get_ssn(1) s ON true WHEN MATCHED THEN UPDATE SET what = s
MERGE INTO archive a USING pg_catalog.pg_authid s ON true WHEN NOT MATCHED THEN INSERT (id, what) VALUES (1, s.rolname)
MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED THEN DELETE WHEN MATCHED THEN UPDATE SET what = 'x'
MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED THEN DO NOTHING
MERGE INTO archive a USING (SELECT 5 AS id) s ON a.id = s.id WHEN NOT MATCHED THEN INSERT DEFAULT VALUES
MERGE INTO archive a USING (SELECT 5 AS id) s ON a.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (1, 2)
MERGE INTO archive a USING (SELECT 90 AS id, ssn FROM customers LIMIT 1) s ON a.id = s.id WHEN MATCHED THEN UPDATE SET what = 'x' RETURNING s.ssn
MERGE INTO archive a USING (SELECT 90 AS id, max(email) AS e FROM customers) s ON a.id = s.id WHEN MATCHED THEN UPDATE SET what = 'x' RETURNING *
MERGE INTO members m USING (SELECT '900-55-9001' AS ssn) s ON m.ssn = s.ssn WHEN MATCHED THEN UPDATE SET name = 'found'
MERGE INTO members m USING members s ON m.name = s.name WHEN MATCHED THEN UPDATE SET points = 1 RETURNING m.ssn
