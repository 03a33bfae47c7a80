SELECT 1
SELECT now()
SELECT current_date, current_timestamp
SELECT version()
SELECT * FROM customers LIMIT 5
SELECT id, country FROM customers ORDER BY id
SELECT count(*) FROM customers
SELECT count(DISTINCT country) FROM customers
SELECT country, count(*) FROM customers GROUP BY country
SELECT country, count(*) AS n FROM customers GROUP BY 1 HAVING count(*) > 1 ORDER BY n DESC
SELECT DISTINCT country FROM customers
SELECT DISTINCT ON (country) country, id FROM customers ORDER BY country, id DESC
SELECT * FROM customers WHERE id = 3
SELECT * FROM customers WHERE id IN (1, 2, 3)
SELECT * FROM customers WHERE id BETWEEN 3 AND 7 AND country <> 'US'
SELECT * FROM customers WHERE country LIKE 'D%' OR country ILIKE 'u_'
SELECT * FROM customers WHERE plan = 'gold'
SELECT * FROM customers WHERE plan = 'gold'::tier
SELECT * FROM customers WHERE plan IN ('gold', 'free')
SELECT plan, count(*) FROM customers GROUP BY plan ORDER BY plan
SELECT unnest(enum_range(NULL::tier))
SELECT count(*) FROM customers WHERE email IS NOT NULL
SELECT email, count(*) FROM customers GROUP BY email HAVING count(*) > 1
SELECT c.id, c.email, o.total FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.total DESC LIMIT 10
SELECT c.* FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL
SELECT c.email, sum(o.total) FROM customers c, orders o WHERE c.id = o.customer_id GROUP BY c.email
SELECT c.id, c.email, c.country, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id
SELECT c.*, count(o.*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.country, c.email, c.full_name, c.ssn, c.birth, c.salary, c.notes, c.plan, c.profile, c.tags, c.email_lower
SELECT o.id, c.country FROM orders o INNER JOIN customers c USING (id)
SELECT o.customer_email, c.country FROM orders o JOIN customers c ON c.email = o.customer_email
SELECT customer_email, count(*) FROM orders GROUP BY customer_email ORDER BY 2 DESC
SELECT extract(year FROM placed) AS y, extract(month FROM placed) AS m, sum(total) FROM orders GROUP BY 1, 2 ORDER BY 1, 2
SELECT date_trunc('month', placed) AS month, count(*) FROM orders GROUP BY month ORDER BY month
SELECT placed::date AS day, sum(total) FROM orders GROUP BY day ORDER BY day
SELECT * FROM orders WHERE placed > now() - interval '30 days'
SELECT * FROM orders WHERE placed >= '2024-01-01' AND placed < '2024-02-01'
SELECT age(max(placed), min(placed)) FROM orders
SELECT to_char(placed, 'YYYY-MM') AS month, avg(total)::numeric(10,2) FROM orders GROUP BY 1
SELECT avg(total), min(total), max(total), stddev(total), variance(total) FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders
SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY total) FROM orders
SELECT corr(total, id), regr_slope(total, id) FROM orders
SELECT width_bucket(total, 0, 600, 6) AS b, count(*) FROM orders GROUP BY b ORDER BY b
SELECT round(total / 7.0, 2), ceil(total / 7.0), floor(total / 7.0), total % 7 FROM orders
SELECT power(2, 10), sqrt(16), abs(-3), mod(7, 3), greatest(1, 2), least(1, 2)
SELECT upper(country), lower(country), initcap(country), length(country) FROM customers
SELECT country || '-' || id AS code FROM customers
SELECT concat_ws(', ', country, id), format('%s has %s', country, id) FROM customers
SELECT split_part('a,b,c', ',', 2), regexp_replace('abc', 'b', 'x'), trim('  x ')
SELECT string_agg(country, ',' ORDER BY country) FROM customers
SELECT array_agg(id ORDER BY id) FROM customers
SELECT array_agg(DISTINCT country) FROM customers
SELECT json_agg(json_build_object('id', id, 'country', country)) FROM customers
SELECT jsonb_object_agg(id, country) FROM customers
SELECT coalesce(note, 'none') FROM orders
SELECT nullif(country, 'US') FROM customers
SELECT CASE WHEN total > 300 THEN 'large' WHEN total > 100 THEN 'medium' ELSE 'small' END AS size, count(*) FROM orders GROUP BY 1
SELECT count(*) FILTER (WHERE country = 'DE') AS de, count(*) FILTER (WHERE country = 'US') AS us FROM customers
SELECT sum(CASE WHEN country = 'DE' THEN 1 ELSE 0 END) FROM customers
SELECT bool_and(id > 0), bool_or(id > 10), every(id > 0) FROM customers
SELECT * FROM orders ORDER BY total DESC NULLS LAST LIMIT 5 OFFSET 5
SELECT * FROM orders FETCH FIRST 3 ROWS ONLY
SELECT * FROM orders ORDER BY total FETCH FIRST 3 ROWS WITH TIES
SELECT * FROM orders ORDER BY random() LIMIT 3
SELECT count(*) FROM orders WHERE random() < 2
SELECT count(*) FROM customers TABLESAMPLE BERNOULLI (100)
SELECT generate_series(1, 5)
SELECT d::date FROM generate_series('2024-01-01'::date, '2024-01-10', '1 day') d
SELECT * FROM generate_series(1, 3) WITH ORDINALITY AS g(v, n)
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, name)
TABLE customers
SELECT kind, count(*) FROM events GROUP BY kind
SELECT * FROM events WHERE at BETWEEN '2024-02-01' AND '2024-02-05'
SELECT * FROM contacts WHERE country = 'DE'
SELECT country, count(*) FROM contacts GROUP BY country
SELECT * FROM gold_contacts ORDER BY total DESC LIMIT 3
SELECT id, count(*) FROM mail_copy GROUP BY id
SELECT product, sum(qty * price) AS revenue FROM order_items GROUP BY product ORDER BY revenue DESC
SELECT o.id, sum(i.qty * i.price) FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY o.id, o.total HAVING sum(i.qty * i.price) > 10 ORDER BY o.id
SELECT i.order_id, i.line, i.product FROM order_items i GROUP BY i.order_id, i.line
SELECT birth, count(*) FROM customers GROUP BY birth
SELECT salary, count(*) FROM customers GROUP BY salary ORDER BY salary
SELECT avg(salary) FROM customers
SELECT id FROM customers WHERE salary > 100000
SELECT (jsonb_populate_record(NULL::order_items, '{"product": "x", "qty": 2}')).qty
SELECT r.product, r.qty FROM jsonb_populate_recordset(NULL::order_items, '[{"product": "x", "qty": 2}]') AS r
SELECT * FROM json_populate_record(NULL::public.order_items, '{"order_id": 1, "product": "EU"}')
SELECT cardinality(ARRAY[ROW(1, 1, 'a', 2, 3.5)::order_items])
SELECT (NULL::order_items).price IS NULL
SELECT ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery)
SELECT tsquery('a & b'), tsvector('a b'), uuid('550e8400-e29b-41d4-a716-446655440000')
SELECT ts_lexize('english_stem', 'running'), ts_debug('english', 'x')
SELECT 5::cents, id::public.cents, 'free'::tier FROM customers
