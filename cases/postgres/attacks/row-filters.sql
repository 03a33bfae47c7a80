SELECT * FROM orders WHERE region = 'US'
SELECT count(*) FROM orders WHERE 1 / (id - 1) < 5
SELECT id FROM orders WHERE 1 / (total - 886601) > 0
SELECT id FROM orders WHERE note::int = 1
SELECT id FROM orders WHERE CASE WHEN note LIKE 'canary%' THEN 1 / 0 ELSE 1 END = 1
SELECT id FROM orders WHERE (note || '')::date > now()
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND 1 / (o.id - 3) < 9
SELECT id FROM orders ORDER BY 1 / (id - 1)
SELECT sum(1 / (id - 1)) FROM orders
SELECT max(total) FROM orders
SELECT * FROM (SELECT * FROM orders) o WHERE o.region <> 'EU'
SELECT * FROM orders o WHERE NOT (o.region = 'EU')
SELECT * FROM orders WHERE region IS DISTINCT FROM 'EU'
SELECT o1.id FROM orders o1 FULL JOIN orders o2 ON o1.id = o2.id + 1 WHERE o2.note LIKE 'canary%'
SELECT c.id, (SELECT max(total) FROM orders o WHERE o.customer_id = c.id) FROM customers c
SELECT EXISTS (SELECT 1 FROM orders WHERE total > 886600)
SELECT count(*) FILTER (WHERE region = 'US') FROM orders
SELECT * FROM gold_contacts WHERE total > 886600
SELECT * FROM gold_contacts WHERE 1 / (total - 886601) > 1
SELECT * FROM orders WHERE note ~ '(' OR region = 'EU'
SELECT * FROM orders WHERE json_build_object('a', note)::jsonb -> 'a' = '"canary hidden"'
SELECT * FROM orders TABLESAMPLE SYSTEM (100) WHERE region = 'US'
SELECT * FROM orders WHERE region = 'EU' OR true ORDER BY total DESC
SELECT note FROM orders WHERE length(note) > 2
SELECT count(*) FROM orders WHERE note LIKE 'canary hid%\'
SELECT count(*) FROM orders WHERE note NOT LIKE 'canary%\'
SELECT count(*) FROM gold_contacts WHERE mail LIKE 'Canary%\'
SELECT count(*) FROM orders TABLESAMPLE BERNOULLI (50) REPEATABLE (7)
