SELECT id, row_number() OVER (ORDER BY total DESC) FROM orders
SELECT customer_id, total, rank() OVER (PARTITION BY customer_id ORDER BY total DESC) FROM orders
SELECT id, dense_rank() OVER w, ntile(4) OVER w FROM orders WINDOW w AS (ORDER BY total)
SELECT id, sum(total) OVER (ORDER BY placed ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM orders
SELECT id, avg(total) OVER (ORDER BY placed ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW) FROM orders
SELECT id, total - lag(total, 1, 0) OVER (ORDER BY placed) AS change FROM orders
SELECT id, sum(total) FILTER (WHERE total > 100) OVER (PARTITION BY customer_id) FROM orders
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn FROM orders) t WHERE rn = 1
WITH big AS (SELECT * FROM orders WHERE total > 300) SELECT count(*) FROM big
WITH a AS (SELECT customer_id, sum(total) AS s FROM orders GROUP BY 1), b AS (SELECT avg(s) AS m FROM a) SELECT a.* FROM a, b WHERE a.s > b.m
WITH m AS MATERIALIZED (SELECT id FROM customers) SELECT count(*) FROM m
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t
WITH RECURSIVE d(day) AS (SELECT '2024-01-01' UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < '2024-01-31') SELECT d.day, count(o.id) FROM d LEFT JOIN orders o ON o.placed = d.day GROUP BY 1
SELECT id FROM customers UNION SELECT customer_id FROM orders ORDER BY 1
SELECT id FROM customers UNION ALL SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
WITH x AS (SELECT 1 AS a) SELECT a FROM x UNION ALL SELECT a + 1 FROM x ORDER BY a LIMIT 2
SELECT * FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE total > 300)
SELECT * FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
SELECT * FROM orders WHERE total > (SELECT avg(total) FROM orders)
SELECT * FROM orders WHERE (customer_id, region) IN (SELECT 3, 'EU')
SELECT a.id, b.id FROM customers a FULL OUTER JOIN orders b ON a.id = b.id
SELECT a.id, b.id FROM customers a RIGHT JOIN orders b ON a.id = b.customer_id
SELECT a.id FROM customers a CROSS JOIN customers b ON a.id = b.id + 1
SELECT count(*) FROM (SELECT DISTINCT customer_id, region FROM orders) t
SELECT max(n) FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id)
SELECT count(DISTINCT email) FROM customers
SELECT e.email, count(*) FROM (SELECT email FROM customers UNION ALL SELECT customer_email FROM orders) e GROUP BY e.email
SELECT o.id, j.value FROM orders o, json_each('[' || o.id || ']') j LIMIT 3
SELECT median(total), percentile(total, 90) FROM orders
SELECT region, id, max(total) FROM orders GROUP BY region
SELECT NOT 1, 1 IS NULL, 1 IS NOT NULL, 1 ISNULL, 1 NOTNULL, 1 IS NOT DISTINCT FROM 1
SELECT 5 & 3, 5 | 3, 1 << 4, 16 >> 2, 'a' < 'b', 1 <> 2, 1 != 2, 1 == 1
