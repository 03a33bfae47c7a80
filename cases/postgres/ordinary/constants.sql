SELECT id, email FROM customers WHERE id = 1
SELECT id, email FROM customers WHERE id = 2
SELECT id, email FROM customers WHERE id = '3'
SELECT id, email FROM customers WHERE 4 = id
SELECT id, email FROM customers WHERE id = -1
SELECT id, email FROM customers WHERE id = 3000000000
SELECT id, email FROM customers WHERE id = 1.0
SELECT id, email FROM customers WHERE id = NULL
SELECT id, email FROM customers WHERE id IN (1, 2)
SELECT id, email FROM customers WHERE id IN (3, '4')
SELECT id, email FROM customers WHERE NOT (id = 1 OR id = 2) ORDER BY 1 LIMIT 3
SELECT id, email FROM customers WHERE NOT (id = 3 OR id = 4) ORDER BY 1 LIMIT 3
SELECT c.id, o.id FROM customers c JOIN orders o ON o.customer_id = c.id AND o.id = 1 WHERE c.id = 1
SELECT c.id, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 2 GROUP BY c.id HAVING count(*) = 1
SELECT id = 1, count(*) FROM customers WHERE id = 1 GROUP BY id = 1
SELECT (SELECT count(*) FROM orders WHERE customer_id = 1), id FROM customers GROUP BY (SELECT count(*) FROM orders WHERE customer_id = 1), id
WITH one AS (SELECT * FROM customers WHERE id = 1) SELECT id FROM one UNION ALL SELECT id FROM customers WHERE id = 2 ORDER BY 1
SELECT id FROM customers WHERE id = 1 AND email <> 'it''s'
SELECT id, 'it''s' FROM customers WHERE id=1 AND country='DE'LIMIT 1
SELECT id FROM customers WHERE id = (1)
SELECT id FROM customers WHERE id = 1::bigint
SELECT id FROM customers WHERE id = '1'::int
