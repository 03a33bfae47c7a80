SELECT EXISTS (SELECT 1 FROM orders), NOT EXISTS (SELECT 1 FROM orders), (SELECT count(*) FROM orders), ARRAY(SELECT id FROM orders)
SELECT (SELECT max(amount) AS top FROM orders), (SELECT amount FROM orders LIMIT 1), (SELECT amount + 1 FROM orders LIMIT 1)
SELECT id, ID, "id", orders.id, public.orders.id, (id), ((public.orders.id)), id + 1, -id, id::text, CAST(id AS text), id::text || 'x' FROM orders
SELECT region::varchar(3), 'a'::text, 1::int8, '2024-01-01'::date, date '2024-01-01', interval '1 day', true, null, 1, 'x', 1.5, $$y$$ FROM orders
SELECT 'free'::tier, 'free'::public.tier, 5::cents, NULL::public.cents, plan::text, plan::public.tier FROM customers
SELECT CASE WHEN id > 1 THEN region ELSE status END, CASE WHEN id > 1 THEN 1 END, CASE id WHEN 1 THEN 2 ELSE 3 END FROM orders
SELECT coalesce(region, status), greatest(id, 1), least(id, 1), nullif(id, 1), count(*), sum(amount), max(region) FROM orders GROUP BY id, region, status
SELECT row(id, region), (id, region), ROW(id), array[id, 2], ARRAY[[1], [2]] FROM orders
SELECT o FROM orders o
SELECT o, o.*, (o).id, (o).region, (o.*) FROM orders o
SELECT row_to_json(o), to_jsonb(o), count(o), o IS NULL, o::text FROM orders o GROUP BY o.id, o.*
SELECT (SELECT o FROM orders o LIMIT 1), (SELECT o.* FROM (SELECT id FROM orders) o LIMIT 1)
SELECT (x).id, (x).region FROM (SELECT o AS x FROM orders o) y
SELECT tags[1], tags[1:2], (tags)[1], profile->'a', profile->>'a', profile #> '{a}', profile['a'] FROM customers
SELECT extract(year FROM placed), date_trunc('month', placed), position('a' in region), substring(region from 1 for 1), trim(region), overlay(region placing 'x' from 1), placed AT TIME ZONE 'UTC' FROM orders
SELECT current_date, current_timestamp, localtime, now()
SELECT id IN (1, 2), id IN (SELECT id FROM orders), id = ANY (ARRAY[1]), id BETWEEN 1 AND 2, region LIKE 'a', region IS NULL, region IS DISTINCT FROM 'x', region ~ 'a' FROM orders
SELECT lower(region), pg_catalog.lower(region), "lower"(region), upper (region), round(1.5), trunc(2.5) FROM orders
SELECT region COLLATE "C", (region COLLATE "C") || 'x', id OPERATOR(pg_catalog.+) 1 FROM orders
SELECT row_number() OVER (ORDER BY id), sum(amount) OVER w, count(*) FILTER (WHERE id > 1) OVER () FROM orders WINDOW w AS (PARTITION BY region)
SELECT string_agg(region, ',' ORDER BY id), array_agg(id), percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), mode() WITHIN GROUP (ORDER BY region), grouping(region) FROM orders GROUP BY region
SELECT * FROM (SELECT count(*), (SELECT count(*) FROM orders), 1, lower('A') FROM orders) x
SELECT "?column?", lower FROM (SELECT 1, lower('A')) x
SELECT * FROM (VALUES (1, 2)) v
SELECT column1, column2 FROM (VALUES (1, (SELECT count(*) FROM orders))) v
SELECT * FROM orders JOIN order_items ON order_items.order_id = orders.id
SELECT * FROM orders NATURAL JOIN (SELECT id, 1 AS one FROM customers) c
SELECT * FROM orders JOIN (SELECT id, 1 AS one FROM customers) c USING (id)
SELECT * FROM orders FULL JOIN (SELECT id, 1 AS one FROM customers) c USING (id) AS j
SELECT * FROM (orders o CROSS JOIN (SELECT 1) n) AS j
SELECT * FROM orders AS o (a, b, c)
SELECT * FROM generate_series(1, 2), generate_series(1, 2) AS n, generate_series(1, 2) AS m (k), unnest(ARRAY[1]), unnest(ARRAY[1], ARRAY[2]) WITH ORDINALITY AS u
SELECT generate_series(1, 2), unnest(ARRAY[1]), jsonb_array_elements('[1]'), jsonb_each('{"a": 1}'), (jsonb_each('{"a": 1}')).*
SELECT * FROM jsonb_to_record('{"a": 1}') AS x (a int), jsonb_each('{}'), LATERAL (SELECT 1) l
SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS r
WITH w AS (SELECT count(*), 1 FROM orders) SELECT * FROM w
WITH w (n) AS (SELECT count(*) FROM orders) SELECT *, n, w FROM w
WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 2) SELECT * FROM r
SELECT 1 UNION SELECT id FROM orders
SELECT count(*) FROM orders UNION ALL SELECT 1 AS x
TABLE orders
VALUES (1, (SELECT count(*) FROM orders))
SELECT json_object('a': id), json_array(1, 2), json_objectagg('a': id), json_arrayagg(id) FROM orders GROUP BY id
SELECT jsonb_build_object('a', id), to_char(placed, 'YYYY'), make_date(2024, 1, 1), age(placed) FROM orders
SELECT (ARRAY['a'])[1], (SELECT ARRAY['a'])[1], NOT true, id > 1 AND true, id IS NOT NULL, region = ALL (ARRAY['x']) FROM orders
SELECT (customers.*).country, (customers).plan FROM customers
SELECT (SELECT c FROM customers c LIMIT 1) IS NULL, count(DISTINCT c.country) FROM customers c
