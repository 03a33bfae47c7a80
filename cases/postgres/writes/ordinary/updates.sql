UPDATE customers SET plan = 'gold' WHERE id = 2
UPDATE customers SET plan = 'silver', notes = 'moved' WHERE country = 'DE'
UPDATE customers SET notes = 'all'
UPDATE customers SET notes = NULL WHERE id = 1
UPDATE customers SET notes = notes || ' more' WHERE notes IS NOT NULL RETURNING id, notes
UPDATE customers SET notes = concat(country, '-', id) WHERE id IN (1, 2)
UPDATE customers SET visits = visits + 1 WHERE id = 1 RETURNING visits
UPDATE customers SET visits = 0 WHERE visits IS DISTINCT FROM 3
UPDATE customers SET notes = (visits IS DISTINCT FROM 3)::text FROM (SELECT 1 AS one) x WHERE x.one = 1
UPDATE customers SET notes = (visits IS NOT DISTINCT FROM 3)::text, visits = 1 WHERE id > 0
UPDATE customers SET email = 'changed@x.example' WHERE id = 4 RETURNING id
UPDATE customers SET plan = CASE WHEN visits > 2 THEN 'gold'::tier ELSE 'free'::tier END
UPDATE customers SET plan = DEFAULT WHERE id = 1
UPDATE customers AS c SET notes = c.country WHERE c.id = 1 RETURNING c.id, c.notes
UPDATE public.customers c SET country = upper(c.country) WHERE c.id BETWEEN 1 AND 3
UPDATE customers SET notes = 'buyer' WHERE id IN (SELECT customer_id FROM orders WHERE region = 'EU')
UPDATE customers SET notes = 'buyer' WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = customers.id AND o.region = 'EU')
UPDATE customers SET visits = (SELECT count(*) FROM orders o WHERE o.customer_id = customers.id AND o.region = 'EU')
UPDATE customers SET visits = o.n FROM (SELECT customer_id, count(*) AS n FROM orders WHERE region = 'EU' GROUP BY customer_id) o WHERE o.customer_id = customers.id
WITH o AS (SELECT customer_id, sum(total) AS t FROM orders WHERE region = 'EU' GROUP BY customer_id) UPDATE customers c SET visits = o.t FROM o WHERE o.customer_id = c.id RETURNING c.id, c.visits
UPDATE orders SET status = 'sent' WHERE id = 1 AND region = 'EU'
UPDATE orders SET status = 'sent', touched = '2024-01-01' WHERE region = 'EU' AND status = 'open' RETURNING *
UPDATE orders SET total = total * 2 WHERE region = 'EU' AND total < 400
UPDATE orders SET total = round(total * 1.1) WHERE region = 'EU'
UPDATE orders SET total = total / 2.5 WHERE id = 1
UPDATE orders o SET status = 'vip' FROM customers c WHERE c.id = o.customer_id AND c.plan = 'gold' AND o.region = 'EU'
UPDATE orders o SET status = 'vip' FROM customers c JOIN stores s ON s.id = c.id WHERE c.id = o.customer_id AND s.name = 'north' AND o.region = 'EU' RETURNING o.id
UPDATE orders o SET status = 'has p1' FROM order_items i WHERE i.order_id = o.id AND i.product LIKE 'p%' AND o.region = 'EU'
UPDATE orders SET status = 'x' WHERE region = 'EU' AND id = ANY (ARRAY[1, 3])
UPDATE orders SET status = 'x' WHERE region = 'EU' AND (id, status) IN ((1, 'open'), (3, 'open'))
UPDATE order_items SET quantity = quantity + 1 WHERE order_id = 1 AND line = 2
UPDATE order_items SET quantity = DEFAULT WHERE order_id = 3
UPDATE order_items i SET product = 'sold ' || o.region FROM orders o WHERE o.id = i.order_id AND o.region = 'EU'
UPDATE order_items SET line = line + 100 WHERE order_id = 1
UPDATE stores SET name = initcap(name)
UPDATE stores SET name = name WHERE false
UPDATE stores SET name = 'x' WHERE id = 99
UPDATE stores SET name = s.name || '!' FROM stores s WHERE s.id = stores.id
UPDATE archive SET what = NULL, at = 'then'
UPDATE audited SET v = 'changed' WHERE id = 1
UPDATE labels SET name = 'crimson' WHERE name = 'red'
UPDATE labels SET n = n + 1
UPDATE labels SET name = upper(name), n = -n RETURNING name, n
UPDATE tickets SET title = 'renamed' WHERE id = 1
UPDATE counters SET n = n * 10 RETURNING n, doubled
UPDATE counters SET n = DEFAULT
UPDATE sessions SET expires = '2030-01-01' WHERE id = '00000000-0000-4000-8000-000000000001'
UPDATE sessions SET expires = expires + interval '1 day'
UPDATE events SET n = n + 1 WHERE id < 4
UPDATE events SET n = 0
UPDATE events SET id = id + 200 WHERE id = 3
UPDATE events SET kind = 'moved', id = id + 300 WHERE kind = 'view' RETURNING id
UPDATE "select" SET "from" = "where", "where" = "from", "set" = 'set', "returning" = 'where' WHERE "values" = 'v' RETURNING "returning" AS "where", "from"
UPDATE "select" AS "set" SET "set" = "set"."from" FROM conflict "from" WHERE "from".id = "set".id
UPDATE conflict SET nothing = 'FROM x WHERE y RETURNING z', overriding = 'SET'
UPDATE "Größe ""x""" SET "naïve col" = 'ö' || "naïve col", "CamelCase" = "CamelCase" + 1 RETURNING *
UPDATE tree SET name = p.name || '/' || tree.name FROM tree p WHERE p.id = tree.parent
UPDATE tree SET parent = 1 WHERE id = 3
UPDATE stores /* one */ SET /* two */ name /* three */ = /* four */ 'x' /* five */ WHERE /* six */ id = 1 /* seven */ RETURNING /* eight */ id -- nine
UPDATE stores SET name=substring(name from 2)where id=1
UPDATE stores SET name = trim(both 'n' from name) WHERE extract(year from date '2024-01-01') = 2024
UPDATE stores SET name = ((('deep'))) WHERE (((id))) = ((1))
UPDATE stores SET name = (SELECT max(product) FROM order_items WHERE order_id = stores.id)
UPDATE stores SET name = q.name FROM (VALUES (1, 'a'), (2, 'b')) AS q (id, name) WHERE q.id = stores.id
UPDATE stores SET name = q.name FROM unnest(ARRAY[1, 2], ARRAY['u', 'v']) AS q (id, name) WHERE q.id = stores.id
UPDATE stores SET name = q.name FROM jsonb_to_recordset('[{"id": 1, "name": "j"}]') AS q (id integer, name text) WHERE q.id = stores.id RETURNING stores.id, stores.name
UPDATE ONLY stores SET name = 'only' WHERE id = 1
UPDATE stores * SET name = 'star' WHERE id = 1
UPDATE sales SET amount = amount + 1 WHERE region = 'EU'
UPDATE customers SET notes = 'open ' || (SELECT count(*) FROM open_orders o WHERE o.customer_id = customers.id AND o.region = 'EU') WHERE id = 1;
UPDATE order_items SET product = 'same for each' FROM orders o WHERE o.region = 'EU'
UPDATE conflict SET nothing = conflict.only_ FROM "select" WHERE "select"."from" = 'f'
UPDATE "select" SET "set" = "select".from WHERE "select".where = 'w' RETURNING "select".returning AS returning
UPDATE archive AS a SET what = 'seen' FROM stores AS s WHERE s.id = a.id - 89 RETURNING a.*
UPDATE counters SET n = 5, doubled = DEFAULT WHERE id = 1
UPDATE counters SET (n, doubled) = (6, DEFAULT) WHERE id = 1 RETURNING n, doubled
