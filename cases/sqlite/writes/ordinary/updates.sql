UPDATE customers SET plan = 'gold' WHERE id = 2
UPDATE customers SET plan = 'silver', notes = 'moved' WHERE country = 'DE'
UPDATE customers SET notes = 'all'
UPDATE customers SET notes = NULL WHERE id = 1
UPDATE customers SET notes = notes || ' more' WHERE notes IS NOT NULL RETURNING id, notes
UPDATE customers SET notes = country || '-' || id WHERE id IN (1, 2)
UPDATE customers SET visits = visits + 1 WHERE id = 1 RETURNING visits
UPDATE customers SET visits = 0 WHERE visits IS NOT 3
UPDATE customers SET visits = 0 WHERE visits IS DISTINCT FROM 3
UPDATE customers SET notes = (visits IS NOT 3) FROM (SELECT 1 AS one) x WHERE x.one = 1
UPDATE customers SET email = 'changed@x.example' WHERE id = 4 RETURNING id
UPDATE customers SET plan = CASE WHEN visits > 2 THEN 'gold' ELSE 'free' END
UPDATE customers SET plan = iif(visits > 2, 'gold', 'free') WHERE id > 1
UPDATE customers AS c SET notes = c.country WHERE c.id = 1 RETURNING id, notes
UPDATE main.customers SET country = upper(country) WHERE id BETWEEN 1 AND 3
UPDATE customers SET notes = 'buyer' WHERE id IN (SELECT customer_id FROM orders WHERE region = 'EU')
UPDATE customers SET notes = 'buyer' WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = customers.id AND o.region = 'EU')
UPDATE customers SET visits = (SELECT count(*) FROM orders o WHERE o.customer_id = customers.id AND o.region = 'EU')
UPDATE customers SET visits = o.n FROM (SELECT customer_id, count(*) AS n FROM orders WHERE region = 'EU' GROUP BY customer_id) o WHERE o.customer_id = customers.id
WITH o AS (SELECT customer_id, sum(total) AS t FROM orders WHERE region = 'EU' GROUP BY customer_id) UPDATE customers SET visits = o.t FROM o WHERE o.customer_id = customers.id RETURNING id, visits
UPDATE orders SET status = 'sent' WHERE id = 1 AND region = 'EU'
UPDATE orders SET status = 'sent', touched = '2024-01-01' WHERE region = 'EU' AND status = 'open' RETURNING id, status
UPDATE orders SET total = total * 2 WHERE region = 'EU' AND total < 400
UPDATE orders SET total = round(total * 1.1) WHERE region = 'EU'
UPDATE orders SET total = total / 2.5 WHERE id = 1
UPDATE orders AS o SET status = 'vip' FROM customers c WHERE c.id = o.customer_id AND c.plan = 'gold' AND o.region = 'EU'
UPDATE orders AS o SET status = 'vip' FROM customers c JOIN stores s ON s.id = c.id WHERE c.id = o.customer_id AND s.name = 'north' AND o.region = 'EU' RETURNING id
UPDATE orders SET status = 'has p2' FROM order_items i WHERE i.order_id = orders.id AND i.product = 'p2' AND orders.region = 'EU'
UPDATE orders SET status = 'x' WHERE region = 'EU' AND id IN (1, 3)
UPDATE orders SET status = 'x' WHERE region = 'EU' AND (id, status) IN (VALUES (1, 'open'), (3, 'open'))
UPDATE order_items SET quantity = quantity + 1 WHERE order_id = 1 AND line = 2
UPDATE order_items SET product = 'sold ' || o.region FROM orders o WHERE o.id = order_items.order_id AND o.region = 'EU'
UPDATE order_items SET line = line + 100 WHERE order_id = 1
UPDATE stores SET name = upper(name)
UPDATE stores SET name = name WHERE false
UPDATE stores SET name = 'x' WHERE id = 99
UPDATE stores SET name = s.name || '!' FROM stores s WHERE s.id = stores.id
UPDATE archive SET what = NULL, at = 'then'
UPDATE audited SET v = 'changed' WHERE id = 1
UPDATE labels SET name = 'crimson' WHERE name = 'red'
UPDATE labels SET n = n + 1
UPDATE labels SET name = upper(name), n = -n RETURNING name, n
UPDATE tickets SET title = 'renamed' WHERE id = 1
UPDATE counters SET n = n * 10 RETURNING n, doubled, tripled
UPDATE sessions SET expires = date(expires, '+1 day')
UPDATE sessions SET expires = datetime('2030-01-01', '+1 month') WHERE id = 's1'
UPDATE "select" SET "from" = "where", "where" = "from", "set" = 'set', "returning" = 'where' WHERE "values" = 'v' RETURNING "returning" AS "where", "from"
UPDATE "select" AS "set" SET "set" = "set"."from" FROM conflict "from" WHERE "from".id = "set".id
UPDATE conflict SET "nothing" = 'FROM x WHERE y RETURNING z', excluded = 'SET'
UPDATE "Größe ""x""" SET "naïve col" = 'ö' || "naïve col", "CamelCase" = "CamelCase" + 1 RETURNING *
UPDATE tree SET name = p.name || '/' || tree.name FROM tree p WHERE p.id = tree.parent
UPDATE tree SET parent = 1 WHERE id = 3
UPDATE stores /* one */ SET /* two */ name /* three */ = /* four */ 'x' /* five */ WHERE /* six */ id = 1 /* seven */ RETURNING /* eight */ id -- nine
UPDATE stores SET name=substr(name,2)where id=1
UPDATE stores SET name = trim(name, 'n') WHERE strftime('%Y', '2024-01-01') = '2024'
UPDATE stores SET name = ((('deep'))) WHERE (((id))) = ((1))
UPDATE stores SET name = (SELECT max(product) FROM order_items WHERE order_id = stores.id)
UPDATE stores SET name = q.column2 FROM (VALUES (1, 'a'), (2, 'b')) AS q WHERE q.column1 = stores.id
UPDATE stores SET name = j.value FROM json_each('["a", "b"]') AS j WHERE j.key = stores.id
UPDATE stores SET name = 'like' WHERE name LIKE 'N%' OR name GLOB 's*'
UPDATE stores SET name = 'sub' WHERE id = (SELECT min(id) FROM stores)
UPDATE stores SET name = 'first' WHERE id IN (SELECT id FROM stores ORDER BY name DESC LIMIT 1)
UPDATE stores SET name = 'not in' WHERE id NOT IN (1, 2) AND name NOTNULL
UPDATE stores SET Name = 'case' WHERE ID = 1 RETURNING NAME
UPDATE sales SET amount = amount + 1 WHERE region = 'EU'
UPDATE customers SET notes = 'open ' || (SELECT count(*) FROM open_orders o WHERE o.customer_id = customers.id AND o.region = 'EU') WHERE id = 1;
UPDATE conflict SET "nothing" = conflict.using_ FROM "select" WHERE "select"."from" = 'f'
UPDATE members SET points = points + 1
UPDATE members SET name = 'renamed' WHERE name = 'm one' RETURNING name, points
UPDATE badges SET points = points * 2 WHERE points > 1
UPDATE badges SET name = upper(name) RETURNING name
UPDATE codes SET n = n + 1 WHERE code = 'AB'
UPDATE codes SET code = 'AB' WHERE code = 'ab'
UPDATE slugs SET live = 0 WHERE slug = 'Home'
UPDATE slugs SET slug = lower(slug), hits = hits + 1
UPDATE shadowed SET rowid = 'changed', v = oid
UPDATE heap SET a = a + 1, b = NULL
UPDATE typed SET i = i + 1, r = i WHERE id = 1
UPDATE typed SET j = json_set(j, '$.k', 2) WHERE id = 1
UPDATE typed SET j = json_remove(json_insert(j, '$.l', json('[1]')), '$.k') WHERE j IS NOT NULL
UPDATE typed SET t = j ->> '$.k', w = j -> 'k' WHERE id = 1
UPDATE typed SET b = x'0102', n = '007', v = 'longer than three', w = 1.0
UPDATE strictly SET i = i + 1, r = 3, t = 4, w = 'x'
UPDATE OR ABORT stores SET name = 'abort' WHERE id = 1
UPDATE OR ROLLBACK stores SET name = 'rollback' WHERE id = 1
UPDATE OR FAIL stores SET name = 'fail' WHERE id = 1
UPDATE stores NOT INDEXED SET name = 'hint' WHERE id = 1 RETURNING name
UPDATE stores AS s NOT INDEXED SET name = a.what FROM archive AS a WHERE a.id = s.id + 89
UPDATE slugs INDEXED BY slugs_live SET live = 1 WHERE live = 1 AND lower(slug) = 'home'
UPDATE owners SET id = 10 WHERE id = 1
UPDATE pets SET name = o.name || '''s' FROM owners o WHERE o.id = pets.owner_id
UPDATE tickets SET id = id + 100 WHERE id = 2 RETURNING id
UPDATE stores SET name = j.value FROM json_each(json_array(stores.name || '!')) AS j
UPDATE customers SET notes = (SELECT group_concat(value, '-') FROM json_each(json_array(country, plan)))
UPDATE customers SET visits = (SELECT count(*) OVER w FROM stores WINDOW w AS (ORDER BY id DESC) LIMIT 1)
UPDATE customers SET (plan, notes) = ('gold', 'both') WHERE id = 2
UPDATE customers SET (notes, visits) = (SELECT name, id FROM stores WHERE stores.id = customers.id)
UPDATE stores SET (name) = ('one') WHERE id = 1
UPDATE order_items SET (product, quantity) = (product || '!', quantity + 1), line = line + 50 WHERE order_id = 1 RETURNING *
UPDATE orders SET (status, total) = (SELECT 'x', count(*) FROM order_items i WHERE i.order_id = orders.id) WHERE region = 'EU'
UPDATE tickets SET (id, title) = (id + 100, 'moved') WHERE id = 2 RETURNING id
UPDATE customers SET (notes, visits) = (SELECT customers.country, 3)
UPDATE customers SET (notes, visits) = (VALUES (country, 1))
UPDATE customers SET (notes) = (SELECT country FROM customers WHERE id = 2)
UPDATE customers SET (notes, visits) = (SELECT upper(country), count(*) FROM orders o WHERE o.customer_id = customers.id AND o.region = 'EU') RETURNING notes, visits
UPDATE customers SET (notes, visits) = (SELECT name, id FROM stores ORDER BY id DESC), plan = 'gold' WHERE id < 3
WITH x (a, n) AS (SELECT country, count(*) FROM customers GROUP BY 1) UPDATE stores SET name = x.a || x.n FROM x WHERE x.n = stores.id AND x.a = 'DE'
