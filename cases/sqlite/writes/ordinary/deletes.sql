DELETE FROM customers WHERE id = 4
DELETE FROM customers WHERE country = 'FR' RETURNING id, country
DELETE FROM archive
DELETE FROM archive WHERE what = 'kept' RETURNING *
DELETE FROM archive WHERE id IN (SELECT id FROM archive ORDER BY id LIMIT 1)
DELETE FROM heap WHERE a = 1
DELETE FROM heap
DELETE FROM orders WHERE id = 5 AND region = 'EU'
DELETE FROM order_items WHERE order_id = 1
DELETE FROM order_items WHERE order_id = 1 AND line = 2 RETURNING product
DELETE FROM order_items WHERE (order_id, line) IN (SELECT order_id, max(line) FROM order_items GROUP BY order_id)
DELETE FROM order_items WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = order_items.order_id AND o.status = 'sent' AND o.region = 'EU')
DELETE FROM labels WHERE n > 1
DELETE FROM tickets WHERE opened < '2024-01-02'
DELETE FROM counters RETURNING doubled
DELETE FROM sessions WHERE expires < date('2025-01-01')
DELETE FROM members WHERE points >= 2 RETURNING name
DELETE FROM badges WHERE name = 'b two'
DELETE FROM codes WHERE code = 'CD'
DELETE FROM slugs WHERE live = 0
DELETE FROM shadowed WHERE rowid = 'r'
DELETE FROM audited WHERE id = 2
DELETE FROM sales WHERE id = 1
DELETE FROM owners WHERE id = 1
DELETE FROM pets WHERE owner_id IS NULL OR owner_id = 2
WITH RECURSIVE t AS (SELECT id FROM tree WHERE id = 2 UNION SELECT c.id FROM tree c JOIN t ON c.parent = t.id) DELETE FROM tree WHERE id IN (SELECT id FROM t)
DELETE FROM "select" WHERE "from" = 'f' RETURNING "where"
DELETE FROM conflict AS using_ WHERE using_.id = 1
DELETE FROM "Größe ""x""" WHERE "naïve col" = 'n'
DELETE FROM main.archive WHERE NOT EXISTS (SELECT 1 FROM stores WHERE stores.id = archive.id)
delete from tickets where id in (1,2);
DELETE FROM typed WHERE t IS NULL
DELETE FROM archive NOT INDEXED WHERE id = 90
