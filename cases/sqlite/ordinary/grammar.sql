SELECT min(ALL id), max(ALL id), count(ALL country) FROM customers
SELECT id FROM customers NOT INDEXED WHERE id = 1
SELECT c.id FROM customers AS c NOT INDEXED JOIN orders o NOT INDEXED ON o.customer_id = c.id
SELECT country FROM customers WHERE country LIKE 'D!E' ESCAPE '!' OR country LIKE 'x%' ESCAPE substr('!', 1)
SELECT id FROM customers WHERE country IS NOT DISTINCT FROM 'DE' OR country IS DISTINCT FROM NULL
SELECT id FROM customers WHERE id IN () OR id NOT IN ()
SELECT id 'number', country "land" FROM customers LIMIT 1, 2
SELECT group_concat(DISTINCT country ORDER BY country DESC) FILTER (WHERE id > 1) FROM customers
SELECT (1, 2) < (id, 3) FROM customers WHERE (id, country) = (SELECT 1, 'DE')
SELECT sum(id) OVER w, row_number() OVER (w ROWS 1 PRECEDING) FROM customers WINDOW w AS (ORDER BY id)
SELECT window, over, filter FROM (SELECT 1 AS window, 2 AS over, 3 AS filter)
SELECT 1_000 + 0x1F, x'0aff', 1e3, .5, 5. FROM customers WHERE true
VALUES (1, 'a'), ((SELECT count(*) FROM customers), 'b')
WITH a AS NOT MATERIALIZED (SELECT id FROM customers), b (n) AS MATERIALIZED (VALUES (1)) SELECT * FROM a JOIN b ON a.id = b.n
SELECT json_object('a', id) -> '$.a', json_object('a', id) ->> 'a' FROM customers
