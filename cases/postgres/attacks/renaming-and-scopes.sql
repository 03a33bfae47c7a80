SELECT b FROM customers AS c(a, b)
SELECT z.b, z.d FROM customers AS z(a, b, c, d)
SELECT * FROM (SELECT email AS e FROM customers) s
SELECT uu.email FROM customers JOIN contacts USING (id) AS uu
SELECT * FROM customers NATURAL JOIN contacts
SELECT * FROM customers a JOIN customers b USING (email)
WITH c AS (SELECT * FROM customers) SELECT email FROM c
WITH customers AS (SELECT * FROM customers) SELECT * FROM customers
WITH customers AS (SELECT * FROM public.customers) SELECT email, ssn FROM customers
WITH "CUSTOMERS" AS (SELECT 1 AS x) SELECT email FROM customers
WITH customers AS (SELECT 1 AS x) SELECT email FROM public.customers
WITH RECURSIVE customers AS (SELECT email FROM public.customers UNION SELECT email FROM customers) SELECT * FROM customers
WITH a AS (WITH customers AS (SELECT 1) SELECT * FROM customers) SELECT email FROM customers, a
SELECT email FROM customers UNION (WITH customers AS (SELECT 'x' AS email) SELECT email FROM customers)
(WITH customers AS (SELECT 'x' AS email) SELECT email FROM customers) UNION ALL SELECT email FROM customers
SELECT (WITH customers AS (SELECT 'q' AS email) SELECT email FROM customers), email FROM customers
WITH RECURSIVE t(n, e) AS (SELECT 1, email FROM customers WHERE id = 1 UNION ALL SELECT n + 1, (SELECT email FROM public.customers WHERE id = n) FROM t WHERE n < 5) SELECT * FROM t
SELECT "email" FROM "customers"
SELECT EMAIL FROM CUSTOMERS
SELECT U&"\0065mail" FROM customers
SELECT email FROM U&"c\0075stomers"
SELECT/**/email/**/FROM/**/customers
SELECT public.customers.email FROM public.customers
SELECT customers.email FROM public.customers
SELECT c.email FROM ONLY customers c
SELECT email FROM ONLY (customers)
SELECT email FROM customers *
TABLE customers
TABLE ONLY customers
SELECT * FROM customers TABLESAMPLE BERNOULLI (100)
SELECT * FROM customers TABLESAMPLE SYSTEM (100) REPEATABLE (1)
SELECT * FROM LATERAL (SELECT email FROM customers) x
SELECT x.* FROM orders o, LATERAL (SELECT email FROM customers c WHERE c.id = o.customer_id) x
SELECT email FROM customers UNION SELECT ssn FROM customers
SELECT email FROM customers INTERSECT SELECT customer_email FROM orders
SELECT ssn FROM customers EXCEPT SELECT email FROM customers
VALUES ((SELECT email FROM customers LIMIT 1))
SELECT * FROM (VALUES ((SELECT ssn FROM customers LIMIT 1))) v(x)
SELECT ARRAY(SELECT email FROM customers)
SELECT ROW((SELECT ssn FROM customers LIMIT 1), 1)
SELECT count(*) FILTER (WHERE (SELECT email FROM public.customers LIMIT 1) LIKE 'Canary%') FROM customers
SELECT id FROM customers ORDER BY (SELECT max(email) FROM public.customers c WHERE c.id = customers.id)
SELECT id FROM customers LIMIT (SELECT length(email) FROM public.customers WHERE id = 1)
SELECT id FROM customers OFFSET (SELECT length(email) - 18 FROM public.customers WHERE id = 1)
SELECT DISTINCT ON ((SELECT max(ssn) FROM public.customers)) email FROM customers
SELECT CASE WHEN (SELECT email FROM public.customers WHERE id = 1) = 'Canary1@x.example' THEN 886688 ELSE 0 END
SELECT sum((SELECT salary FROM public.customers WHERE id = 1)) OVER () FROM customers
SELECT rank() OVER (PARTITION BY (SELECT ssn FROM public.customers WHERE id = 1)) FROM customers
SELECT email FROM customers GROUP BY GROUPING SETS ((email), ())
SELECT coalesce((SELECT email FROM public.customers WHERE id = 1), 'x')
SELECT * FROM ROWS FROM (json_array_elements((SELECT json_agg(email) FROM public.customers))) r
SELECT * FROM generate_series(1, (SELECT salary FROM public.customers WHERE id = 1) - 123390)
SELECT (SELECT ARRAY_AGG(email) FROM public.customers)[1]
SELECT * FROM customers c WHERE EXISTS (SELECT FROM public.customers d WHERE d.email = c.email AND d.ssn = '900-55-1001')
