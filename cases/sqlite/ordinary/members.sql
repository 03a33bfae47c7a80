SELECT id FROM customers WHERE id IN vips
SELECT id FROM customers WHERE id NOT IN vips ORDER BY id
SELECT count(*) FROM orders WHERE customer_id IN main.vips AND total > 100
SELECT id, id IN vips AS vip FROM customers
SELECT id IN vips FROM customers
SELECT email, email IN mails FROM customers
SELECT c.id FROM customers c WHERE (c.id, c.email, c.country) IN contacts
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.total IN totals
SELECT country, count(*) FILTER (WHERE id IN vips) FROM customers GROUP BY country HAVING max(id IN vips) = 1
WITH large AS (SELECT customer_id FROM orders WHERE total > 300) SELECT id FROM customers WHERE id IN large
WITH a AS (SELECT 1 AS n), b AS (SELECT n FROM a WHERE n IN a) SELECT id FROM customers WHERE id IN b OR id NOT IN a
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT id FROM customers WHERE id IN n
SELECT id FROM customers WHERE id IN "vips" OR id IN [VIPS] OR id IN `vips`
SELECT CASE WHEN id IN vips THEN 'vip' ELSE country END AS label, count(*) FROM customers GROUP BY 1 ORDER BY id IN vips
SELECT id FROM customers WHERE NOT (id IN vips) AND EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id AND customer_id IN vips)
SELECT 1 WHERE (0, 1, 'integer', 1, 0, NULL, '$[0]', '$') IN json_each('[1]')
SELECT id FROM customers WHERE (0, country, 'text', country, 1, NULL, '$[0]', '$') NOT IN json_each(json_array(country))
SELECT sum(total) OVER (ORDER BY customer_id IN vips, id) FROM orders
