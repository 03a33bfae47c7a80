WITH gone AS (DELETE FROM orders WHERE status = 'paid' AND region = 'EU' AND id NOT IN (SELECT order_id FROM order_items) RETURNING *) INSERT INTO archive (id, what) SELECT id + 500, status FROM gone
WITH gone AS (DELETE FROM archive WHERE id = 90 RETURNING id, what) INSERT INTO heap (a, b) SELECT id, what FROM gone
WITH gone AS (DELETE FROM archive RETURNING *) INSERT INTO heap SELECT id, what FROM gone RETURNING a, b
WITH moved AS (UPDATE archive SET what = 'moved ' || what WHERE id = 90 RETURNING id, what) INSERT INTO heap (a, b) SELECT id, what FROM moved
WITH up AS (UPDATE archive SET what = 'u' RETURNING id), ins AS (INSERT INTO stores (id, name) VALUES (50, 'x') RETURNING id) SELECT up.id AS a, ins.id AS b FROM up, ins
WITH a AS (INSERT INTO stores (id, name) VALUES (50, 'x')), b AS (UPDATE archive SET what = 'b') DELETE FROM serials WHERE name = 'a'
WITH a AS (INSERT INTO stores (id, name) VALUES (51, 'x'), (52, 'y') RETURNING id, name) INSERT INTO archive (id, what) SELECT id, name FROM a RETURNING *
WITH p AS (INSERT INTO serials (name) VALUES ('parent') RETURNING id, name) INSERT INTO heap (a, b) SELECT id, name FROM p
WITH p AS (INSERT INTO counters (n) VALUES (3), (4) RETURNING id, n, doubled) INSERT INTO heap (a, b) SELECT doubled, 'n ' || n FROM p
WITH p AS (INSERT INTO tickets (title, opened) VALUES ('t', '2024-01-01') RETURNING id) SELECT count(*) FROM p
WITH src AS (SELECT id, name FROM stores), ins AS (INSERT INTO archive (id, what) SELECT id + 600, name FROM src RETURNING id) UPDATE serials SET name = 'n' || (SELECT count(*) FROM ins)
WITH src AS MATERIALIZED (SELECT id, name FROM stores WHERE id < 3), u AS (UPDATE archive a SET what = s.name FROM src s WHERE a.id = s.id + 89 RETURNING a.id) INSERT INTO archive (id, what) SELECT s.id + 89, s.name FROM src s WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = s.id + 89)
WITH src (id, label) AS (VALUES (90, 'a'), (95, 'b')), up AS (INSERT INTO archive (id, what) SELECT id, label FROM src ON CONFLICT (id) DO UPDATE SET what = excluded.what RETURNING id, what) INSERT INTO heap (a, b) SELECT id, what FROM up
WITH one AS (INSERT INTO archive (id, what) VALUES (90, 'a') ON CONFLICT (id) DO UPDATE SET what = excluded.what), two AS (INSERT INTO stores (id, name) VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET name = excluded.name) SELECT 1 AS done
WITH gone AS (DELETE FROM labels WHERE name = 'red' RETURNING n) UPDATE labels SET n = n + (SELECT sum(n) FROM gone) WHERE name = 'blue' RETURNING name, n
WITH gone (a, b) AS (DELETE FROM labels RETURNING name, n) SELECT max(b) AS most, count(*) AS n FROM gone
WITH e AS (DELETE FROM events WHERE id > 100 RETURNING id, kind, n) INSERT INTO heap (a, b) SELECT n, kind FROM e
WITH x AS (UPDATE events SET id = id + 90 WHERE id = 5 RETURNING id), y AS (INSERT INTO events (id, kind) VALUES (700, 'z')) SELECT id FROM x
WITH d AS (DELETE FROM customers WHERE id = 4 RETURNING id, country) INSERT INTO archive (id, what) SELECT id, country FROM d
WITH d AS (UPDATE audited SET v = 'a' WHERE id = 1 RETURNING id) UPDATE archive SET what = 'b'
WITH RECURSIVE t AS (SELECT id, 0 AS depth FROM tree WHERE parent IS NULL UNION ALL SELECT c.id, t.depth + 1 FROM tree c JOIN t ON c.parent = t.id), ins AS (INSERT INTO heap (a, b) SELECT id, 'd' || depth FROM t RETURNING a) SELECT count(*) FROM ins
with G as (delete from archive where id=90 returning *)insert into heap(a,b)select id,what from g;
WITH "Gone" AS (DELETE FROM "select" RETURNING "from" AS "where") INSERT INTO heap (b) SELECT "where" FROM "Gone"
