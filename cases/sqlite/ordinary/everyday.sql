SELECT 1
SELECT date('now'), datetime('now', '-1 day'), CURRENT_TIMESTAMP
SELECT * FROM customers LIMIT 5
SELECT id, country FROM customers ORDER BY id
SELECT count(*) FROM customers
SELECT count(DISTINCT country) FROM customers
SELECT country, count(*) FROM customers GROUP BY country
SELECT country, count(*) AS n FROM customers GROUP BY 1 HAVING n > 1 ORDER BY n DESC
SELECT DISTINCT country FROM customers
SELECT * FROM customers WHERE id = 3
SELECT * FROM customers WHERE id IN (1, 2, 3)
SELECT * FROM customers WHERE id BETWEEN 3 AND 7 AND country <> 'US'
SELECT * FROM customers WHERE country LIKE 'D%' OR country GLOB 'U*'
SELECT * FROM customers WHERE plan = 'gold' COLLATE NOCASE
SELECT count(*) FROM customers WHERE email IS NOT NULL
SELECT email, count(*) FROM customers GROUP BY email HAVING count(*) > 1
SELECT c.id, c.email, o.total FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.total DESC LIMIT 10
SELECT c.* FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL
SELECT c.email, sum(o.total) FROM customers c, orders o WHERE c.id = o.customer_id GROUP BY c.email
SELECT c.id, c.email, c.country, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id
SELECT c.*, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id
SELECT o.customer_email, c.country FROM orders o JOIN customers c ON c.email = o.customer_email
SELECT strftime('%Y-%m', placed) AS month, sum(total) FROM orders GROUP BY month ORDER BY month
SELECT * FROM orders WHERE placed >= date('2024-01-10') AND placed < '2024-02-01'
SELECT julianday(max(placed)) - julianday(min(placed)) FROM orders
SELECT avg(total), min(total), max(total), total(total) FROM orders
SELECT round(total / 7.0, 2), total % 7, total / 7, -total, +total, ~total FROM orders
SELECT abs(-3), max(1, 2), min(1, 2), sign(-2), round(2.567, 1)
SELECT upper(country), lower(country), length(country), trim(country), substr(country, 1, 1) FROM customers
SELECT country || '-' || id AS code FROM customers
SELECT printf('%05d %s', id, country), format('%.2f', id * 1.5) FROM customers
SELECT group_concat(country, ', ') FROM customers
SELECT group_concat(DISTINCT country) FROM customers
SELECT string_agg(country, ',' ORDER BY id) FROM customers
SELECT json_group_array(json_object('id', id, 'country', country)) FROM customers
SELECT json_extract('{"a": [1, 2]}', '$.a[1]'), '{"a": 1}' -> 'a', '{"a": 1}' ->> '$.a'
SELECT value FROM json_each('[1, 2, 3]')
SELECT key, atom FROM json_tree('{"a": {"b": 1}}') WHERE atom IS NOT NULL
SELECT coalesce(note, 'none'), ifnull(note, ''), nullif(note, 'ok') FROM orders
SELECT CASE WHEN total > 300 THEN 'large' ELSE 'small' END AS size, count(*) FROM orders GROUP BY size
SELECT iif(total > 300, 'large', 'small') FROM orders
SELECT count(*) FILTER (WHERE country = 'DE') FROM customers
SELECT sum(country = 'DE') FROM customers
SELECT * FROM orders ORDER BY total DESC NULLS LAST LIMIT 5 OFFSET 5
SELECT * FROM orders ORDER BY random() LIMIT 3
SELECT * FROM orders LIMIT 2, 3
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'a'), (2, 'b'))
SELECT column1 FROM (VALUES (1), (2))
SELECT * FROM contacts WHERE country = 'DE'
SELECT country, count(*) FROM contacts GROUP BY country
SELECT m, t FROM gold_contacts ORDER BY t DESC LIMIT 3
SELECT product, sum(qty * price) AS revenue FROM order_items GROUP BY product ORDER BY revenue DESC
SELECT i.order_id, i.line, i.product FROM order_items i GROUP BY i.order_id, i.line
SELECT birth, count(*) FROM customers GROUP BY birth
SELECT salary, count(*) FROM customers GROUP BY salary
SELECT typeof(id), typeof(country), typeof(1.5), typeof(NULL) FROM customers LIMIT 1
SELECT main.customers.id FROM main.customers
SELECT "id", [country] AS `Land` FROM "customers" ORDER BY "Land"
