DELETE FROM archive WHERE id = 90
DELETE FROM archive WHERE id = 90 RETURNING *
DELETE FROM archive
DELETE FROM ONLY archive WHERE id < 0
DELETE FROM order_items WHERE order_id = 1 RETURNING line, product
DELETE FROM order_items WHERE (order_id, line) = (1, 2)
DELETE FROM order_items i USING orders o WHERE o.id = i.order_id AND o.status = 'open' AND o.region = 'EU'
DELETE FROM order_items USING orders, customers WHERE orders.id = order_id AND customers.id = orders.customer_id AND customers.country = 'DE' AND orders.region = 'EU'
DELETE FROM orders WHERE id = 1
DELETE FROM orders o USING order_items i WHERE i.order_id = o.id AND o.region = 'EU'
DELETE FROM orders WHERE region = 'EU' AND id NOT IN (SELECT order_id FROM order_items)
DELETE FROM orders WHERE region = 'EU' AND total > (SELECT avg(total) FROM orders WHERE region = 'EU')
WITH doomed AS (SELECT id FROM orders WHERE region = 'EU' ORDER BY total DESC LIMIT 1) DELETE FROM orders USING doomed WHERE orders.id = doomed.id RETURNING orders.id
DELETE FROM customers WHERE id = 4
DELETE FROM labels WHERE name = 'blue' RETURNING name
DELETE FROM labels a USING labels b WHERE a.name < b.name
DELETE FROM events WHERE kind = 'click'
DELETE FROM events WHERE id = 2 RETURNING *
DELETE FROM tickets WHERE opened < '2024-01-02 00:00+00'
DELETE FROM sessions WHERE expires < now()
DELETE FROM tree WHERE id = 3
DELETE FROM tree WHERE id IN (WITH RECURSIVE t AS (SELECT id FROM tree WHERE id = 2 UNION SELECT c.id FROM tree c JOIN t ON c.parent = t.id) SELECT id FROM t)
DELETE FROM "select" WHERE "from" = 'f' RETURNING "where"
DELETE FROM conflict AS using_ USING "select" AS returning_ WHERE using_.id = returning_.id
DELETE FROM "Größe ""x""" WHERE "naïve col" = 'n'
DELETE FROM public.archive WHERE NOT EXISTS (SELECT 1 FROM stores WHERE stores.id = archive.id)
delete from serials where id in (1,2)
DELETE FROM audited WHERE id = 2
DELETE FROM sales WHERE id = 1
