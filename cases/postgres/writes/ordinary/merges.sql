MERGE INTO archive a USING stores s ON a.id = s.id + 89 WHEN MATCHED THEN UPDATE SET what = s.name WHEN NOT MATCHED THEN INSERT (id, what) VALUES (s.id + 89, s.name)
MERGE INTO archive AS a USING (SELECT id + 88 AS id, name FROM stores) AS s ON a.id = s.id WHEN MATCHED THEN UPDATE SET what = s.name, at = 'now' WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name)
MERGE INTO archive a USING (VALUES (90, 'x'), (95, 'y')) AS v (id, name) ON a.id = v.id WHEN MATCHED AND v.name = 'x' THEN DELETE WHEN NOT MATCHED THEN INSERT (id, what, at) VALUES (v.id, v.name, DEFAULT)
MERGE INTO archive USING stores ON archive.id = stores.id WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED AND stores.id > 1 THEN INSERT (id, what) VALUES (stores.id, 'new') WHEN NOT MATCHED THEN DO NOTHING
MERGE INTO public.labels AS l USING (SELECT 'red' AS name, 5 AS n UNION ALL SELECT 'blue', 0 UNION ALL SELECT 'green', 7) AS s ON l.name = s.name WHEN MATCHED AND s.n = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET n = l.n + s.n WHEN NOT MATCHED THEN INSERT (name, n) VALUES (s.name, s.n)
MERGE INTO labels l USING (SELECT 'red' AS name) s ON l.name = s.name WHEN MATCHED THEN UPDATE SET (n, name) = (9, upper(s.name))
MERGE INTO labels l USING (SELECT 'red' AS name) s ON l.name = s.name WHEN NOT MATCHED BY SOURCE THEN DELETE
MERGE INTO labels l USING (SELECT 'red' AS name) s ON l.name = s.name WHEN NOT MATCHED BY SOURCE AND l.n > 100 THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET n = l.n + 10 WHEN MATCHED THEN UPDATE SET n = 0
MERGE INTO labels l USING (SELECT 'red' AS name) s ON l.name = s.name WHEN NOT MATCHED BY TARGET THEN INSERT (name) VALUES ('never') WHEN MATCHED THEN UPDATE SET n = DEFAULT
WITH s AS (SELECT id, name FROM stores WHERE id < 3) MERGE INTO archive a USING s ON a.id = s.id + 89 WHEN MATCHED THEN UPDATE SET what = s.name || (SELECT count(*) FROM s)::text WHEN NOT MATCHED THEN INSERT (id, what) VALUES (s.id + 89, s.name)
MERGE INTO archive a USING stores s JOIN serials r ON r.id = s.id ON a.id = s.id + 89 WHEN MATCHED THEN UPDATE SET what = r.name WHEN NOT MATCHED THEN INSERT (id, what) VALUES (s.id + 89, r.name)
MERGE INTO order_items i USING (SELECT order_id, line, 2 AS more FROM order_items WHERE order_id = 1) x ON i.order_id = x.order_id AND i.line = x.line WHEN MATCHED AND i.quantity > 1 AND x.more = 2 THEN UPDATE SET quantity = i.quantity + x.more WHEN MATCHED THEN DELETE
MERGE INTO orders o USING (SELECT id, region FROM orders) s ON o.id = s.id AND s.region = 'EU' WHEN MATCHED AND o.total > 300 THEN UPDATE SET status = 'large' WHEN MATCHED THEN UPDATE SET status = 'small'
MERGE INTO events e USING (SELECT 3 AS id UNION ALL SELECT 80) s ON e.id = s.id WHEN MATCHED THEN UPDATE SET n = 0 WHEN NOT MATCHED THEN INSERT (id, kind) VALUES (s.id, 'new')
MERGE INTO counters c USING (VALUES (1, 9), (50, 8)) v (id, n) ON c.id = v.id WHEN MATCHED THEN UPDATE SET n = v.n WHEN NOT MATCHED THEN INSERT (id, n) OVERRIDING SYSTEM VALUE VALUES (v.id, v.n)
MERGE INTO typed t USING (SELECT 1 AS id, CASE WHEN true THEN 'a' ELSE 'b' END AS v) s ON CASE WHEN t.id = s.id THEN true ELSE false END WHEN MATCHED AND CASE s.v WHEN 'a' THEN true END THEN UPDATE SET vc = CASE WHEN s.v = 'a' THEN 'yes' ELSE 'no' END, d = '2024-01-01'
MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED THEN UPDATE SET what = 'r' RETURNING a.id, a.what
MERGE INTO archive a USING (VALUES (90), (91)) s (i) ON a.id = s.i WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) VALUES (s.i) RETURNING a.id AS gone_or_new, upper(a.what) AS what
MERGE INTO "select" t USING (SELECT 1 AS "when", 'then' AS "then") s ON t.id = s."when" WHEN MATCHED AND s."then" = 'then' THEN UPDATE SET "set" = s."then", "where" = 'when not matched then delete' RETURNING t."where"
merge into archive a using stores s on a.id=s.id+89 when matched then update set what=s.name when not matched then insert(id,what)values(s.id+89,s.name);
WITH m AS (MERGE INTO archive a USING (SELECT 90 AS id) s ON a.id = s.id WHEN MATCHED THEN UPDATE SET what = 'm' RETURNING a.id AS i, a.what) INSERT INTO heap (a, b) SELECT i, what FROM m
MERGE INTO archive a USING (VALUES (90), (91)) s (i) ON a.id = s.i WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) VALUES (s.i) RETURNING merge_action(), a.id
