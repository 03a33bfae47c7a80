SELECT * FROM orders WHERE region = 'US'
SELECT abs(-9223372036854775807 - (total > 886600)) AS x FROM orders
SELECT id FROM orders WHERE abs(-9223372036854775807 - (total > 886600)) > 0
SELECT id FROM orders WHERE json_extract(note, '$.a') IS NULL
SELECT id FROM orders WHERE json(note) IS NULL
SELECT id FROM orders WHERE note -> '$.a' IS NULL
SELECT max(total) FROM orders
SELECT sum(total) FROM orders WHERE total > 886600
SELECT * FROM orders o WHERE NOT (o.region = 'EU')
SELECT EXISTS (SELECT 1 FROM orders WHERE total > 886600) AS x
SELECT c.id, (SELECT max(total) FROM orders o WHERE o.customer_id = c.id) FROM customers c
SELECT * FROM orders a LEFT JOIN orders b ON a.id = b.id + 1
SELECT t FROM gold_contacts WHERE t > 886600
SELECT * FROM orders WHERE note LIKE 'canary%'
SELECT group_concat(note) FROM orders
SELECT id FROM orders WHERE note LIKE replace(hex(randomblob(2)), '0', '%') OR region = 'EU'
SELECT id FROM orders WHERE customer_id > 0 AND CASE WHEN total > 886600 THEN (SELECT ntile(0) OVER ()) ELSE 1 END
SELECT id FROM orders o WHERE (SELECT ntile(CASE WHEN o.total > 886600 THEN 0 ELSE 1 END) OVER ()) = 1
