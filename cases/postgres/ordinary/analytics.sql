SELECT id, row_number() OVER (ORDER BY total DESC) FROM orders
SELECT customer_id, total, rank() OVER (PARTITION BY customer_id ORDER BY total DESC) FROM orders
SELECT id, dense_rank() OVER w, ntile(4) OVER w, percent_rank() OVER w FROM orders WINDOW w AS (ORDER BY total)
SELECT id, total, sum(total) OVER (ORDER BY placed ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM orders
SELECT id, avg(total) OVER (ORDER BY placed ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) FROM orders
SELECT id, total - lag(total, 1, 0) OVER (ORDER BY placed) AS change FROM orders
SELECT id, first_value(total) OVER w, last_value(total) OVER w, nth_value(total, 2) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
SELECT id, count(*) OVER () FROM orders
SELECT id, sum(total) FILTER (WHERE total > 100) OVER (PARTITION BY customer_id) FROM orders
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn FROM orders) t WHERE rn = 1
WITH big AS (SELECT * FROM orders WHERE total > 300) SELECT count(*) FROM big
WITH a AS (SELECT customer_id, sum(total) AS s FROM orders GROUP BY 1), b AS (SELECT avg(s) AS m FROM a) SELECT a.* FROM a, b WHERE a.s > b.m
WITH m AS MATERIALIZED (SELECT id FROM customers) SELECT count(*) FROM m
WITH n AS NOT MATERIALIZED (SELECT id FROM customers) SELECT count(*) FROM n
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t
WITH RECURSIVE d AS (SELECT '2024-01-01'::date AS day UNION ALL SELECT (day + 1) FROM d WHERE day < '2024-01-31') SELECT d.day, count(o.id) FROM d LEFT JOIN orders o ON o.placed::date = d.day GROUP BY 1 ORDER BY 1
WITH RECURSIVE walk(id, depth, path) AS (SELECT id, 1, ARRAY[id] FROM customers WHERE id = 1 UNION ALL SELECT c.id, w.depth + 1, w.path || c.id FROM customers c JOIN walk w ON c.id = w.id + 1 WHERE w.depth < 5) SELECT * FROM walk
WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 3) SEARCH DEPTH FIRST BY n SET o SELECT * FROM s ORDER BY o
WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n % 3 + 1 FROM s) CYCLE n SET looped USING p SELECT n FROM s WHERE NOT looped
SELECT country, plan, count(*) FROM customers GROUP BY GROUPING SETS ((country, plan), (country), ())
SELECT country, plan, count(*) FROM customers GROUP BY ROLLUP (country, plan) ORDER BY 1, 2
SELECT country, plan, grouping(country), count(*) FROM customers GROUP BY CUBE (country, plan)
SELECT id FROM customers UNION SELECT customer_id FROM orders ORDER BY 1
SELECT id FROM customers UNION ALL SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
(SELECT id FROM customers ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM orders ORDER BY id DESC LIMIT 2)
SELECT * FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE total > 300)
SELECT * FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT * FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 500)
SELECT id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
SELECT * FROM orders WHERE total > (SELECT avg(total) FROM orders)
SELECT * FROM orders WHERE total > ALL (SELECT total FROM orders WHERE customer_id = 3)
SELECT * FROM orders WHERE total = ANY (ARRAY[20, 40, 60])
SELECT c.id, x.* FROM customers c CROSS JOIN LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id ORDER BY total DESC LIMIT 2) x
SELECT c.id, x.n FROM customers c LEFT JOIN LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) x ON true
SELECT a.id, b.id FROM customers a FULL OUTER JOIN orders b ON a.id = b.id
SELECT a.id, b.id FROM customers a RIGHT JOIN orders b ON a.id = b.customer_id
SELECT count(*) FROM customers a CROSS JOIN (VALUES (1), (2)) v(x)
SELECT a.id FROM customers a JOIN customers b ON a.id = b.id + 1
SELECT to_jsonb(o) FROM orders o WHERE id = 2
SELECT row_to_json(t) FROM (SELECT id, country FROM customers) t
SELECT json_build_object('total', sum(total), 'n', count(*)) FROM orders
SELECT o.id, j.key, j.value FROM orders o, jsonb_each(to_jsonb(o)) j WHERE o.id = 2
SELECT e ->> 'a', e -> 'b' -> 0, e #>> '{b,1}', e ? 'a', e @> '{"a": 1}' FROM (VALUES ('{"a": 1, "b": [2, 3]}'::jsonb)) v(e)
SELECT jsonb_path_query_array('[1, 2, 3]', '$[*] ? (@ > 1)')
SELECT x FROM json_array_elements_text('["a", "b"]') x
SELECT * FROM json_to_recordset('[{"a": 1, "b": "x"}]') AS t(a int, b text)
SELECT jsonb_set('{"a": 1}', '{a}', '2'), jsonb_pretty('{"a": 1}'), jsonb_typeof('1')
SELECT ARRAY[1, 2, 3] || 4, array_length(ARRAY[1, 2], 1), 2 = ANY (ARRAY[1, 2]), (ARRAY[1, 2, 3])[2:3]
SELECT unnest(ARRAY['a', 'b']) AS x
SELECT a.x, b.y FROM unnest(ARRAY[1, 2], ARRAY['p', 'q']) AS a(x, y), (SELECT 1 AS y) b
SELECT int4range(1, 10) @> 5, daterange('2024-01-01', '2024-02-01') && daterange('2024-01-15', '2024-03-01')
SELECT date '2024-03-01' - date '2024-02-01', interval '1 month' * 3, make_date(2024, 2, 29)
SELECT '2024-01-01 10:00'::timestamp AT TIME ZONE 'UTC', to_timestamp(0), date_bin('15 minutes', now(), '2024-01-01')
SELECT to_date('2024-02-03', 'YYYY-MM-DD'), to_number('12.5', '99.9'), to_char(1234.5, '9,999.99')
SELECT md5('x'), encode('abc', 'base64'), decode('YWJj', 'base64'), sha256('x')
SELECT to_tsvector('english', 'the quick fox') @@ to_tsquery('fox'), ts_rank(to_tsvector('a'), to_tsquery('a'))
SELECT regexp_matches('foobar', '(o+)'), regexp_split_to_array('a,b', ','), substring('foobar' from 'o.b'), position('b' in 'abc')
SELECT overlay('abcdef' placing 'XX' from 2 for 3), extract(epoch FROM interval '1 hour'), 'abc' SIMILAR TO 'a%', 'a' ~* 'A'
SELECT true AND NOT false, 1 IS DISTINCT FROM 2, NULL IS NULL, (1 = 1) IS TRUE, 1 BETWEEN SYMMETRIC 3 AND 0
SELECT (1, 2) < (2, 1), ROW(1, 'a') = ROW(1, 'a')
SELECT 0.1::float8 + 0.2::float8, 1e10, 'NaN'::float8, 5 / 2, 5 / 2.0, 5 % 3, 2 ^ 3, |/ 16, @ -5
SELECT cast(total AS text), total::numeric, total::bigint, '5'::int FROM orders LIMIT 1
SELECT gen_random_uuid() IS NOT NULL
SELECT c FROM customers c LIMIT 1
SELECT count(c) FROM customers c
SELECT (o).total FROM orders o LIMIT 1
SELECT public.customers.id FROM public.customers
SELECT o.* FROM public.orders AS o WHERE o.id > 10
SELECT "id", "country" AS "Land" FROM "customers" ORDER BY "Land"
SELECT count(*) FROM (SELECT DISTINCT customer_id, region FROM orders) t
SELECT max(n) FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id) t
SELECT * FROM customers ORDER BY country, id DESC NULLS FIRST
SELECT mode() WITHIN GROUP (ORDER BY country) FROM customers
SELECT string_agg(DISTINCT country, '; ') FROM customers
SELECT lower(email) FROM customers WHERE email LIKE 'email\_%'
SELECT email FROM customers UNION SELECT customer_email FROM orders
SELECT count(DISTINCT email) FROM customers
SELECT e.email, count(*) FROM (SELECT email FROM customers UNION ALL SELECT customer_email FROM orders) e GROUP BY e.email
SELECT id, country, plan, count(*), grouping(id, country) FROM customers GROUP BY GROUPING SETS ((id), (id, country))
SELECT id, country, birth FROM customers GROUP BY GROUPING SETS ((id, country), (country, id)), plan
SELECT order_id, line, product, sum(qty) FROM order_items GROUP BY (order_id, line)
SELECT booleq(id > 3, true) AS a, int4larger(id, 5) AS b, jsonb_object_field_text('{"a": 1}', 'a') AS c FROM customers
SELECT range_overlaps(int4range(1, 5), int4range(id, 9)), broadcast('10.1.2.3/8'::inet), text_smaller(country, 'M') FROM customers WHERE id < 5
SELECT token, dictionary FROM ts_debug('english', 'some words')
SELECT textcat(country, '!'), numeric_sqrt(16), int4send(id) FROM customers ORDER BY id LIMIT 3
SELECT xmlelement(name customer, xmlattributes(id AS key, country), xmlforest(plan, email AS mail)) FROM customers ORDER BY id LIMIT 3
SELECT xmlagg(xmlelement(name id, id) ORDER BY id) FROM orders
SELECT t.id, t.name FROM xmltable('/r/c' PASSING xmlparse(document '<r><c id="1">a</c><c id="2">b</c></r>') COLUMNS id int PATH '@id', name text PATH '.' DEFAULT 'none', n FOR ORDINALITY) AS t
SELECT xpath('/a/text()', '<a>1</a>'::xml), xpath_exists('/a', '<a/>'), xml_is_well_formed('<a>'), xmlserialize(content xmlconcat('<a/>', '<b/>') AS text), '<a/>'::xml IS DOCUMENT
SELECT c.id, x.country FROM customers c, XMLTABLE('/c' PASSING xmlelement(name c, c.country) COLUMNS country text PATH '.') x WHERE xmlexists('/c' PASSING xmlelement(name c, c.country)) ORDER BY 1
