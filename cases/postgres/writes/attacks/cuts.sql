UPDATE customers SET notes = 'x' /* WHERE id = 1 */ WHERE ssn = '900-55-1001'
UPDATE customers SET notes = ssn -- WHERE
UPDATE customers SET notes = $$ FROM $$ || ssn
UPDATE customers SET notes = $f$ WHERE id = 1 RETURNING ssn $f$ WHERE ssn IS NOT NULL
UPDATE/**/customers/**/SET/**/notes/**/=/**/ssn/**/FROM/**/orders
UPDATE customers SET notes = ((((ssn)))) FROM (orders o JOIN (order_items i JOIN sales s ON true) ON true)
UPDATE customers SET notes = CASE WHEN full_name IS DISTINCT FROM email THEN 'a' ELSE ssn END
UPDATE customers SET notes = (id IS DISTINCT FROM visits)::text || ssn
UPDATE customers SET notes = extract(year FROM now())::text || substring(ssn FROM 1)
UPDATE customers SET notes = trim(both 'x' FROM full_name)
UPDATE customers SET notes = overlay(full_name PLACING 'x' FROM 1 FOR 1)
UPDATE customers SET notes = customers.from FROM orders
UPDATE "select" SET "from" = "set" || (SELECT ssn FROM customers LIMIT 1) WHERE "where" = 'w' RETURNING "returning"
UPDATE "select" AS "from" SET "set" = (SELECT full_name FROM customers LIMIT 1) FROM conflict AS "where" WHERE "from".id = "where".id
DELETE FROM "select" "using" USING customers "where" WHERE "where".ssn = "using"."from" RETURNING "using"."returning"
INSERT INTO "select" (id, "returning") SELECT 2, full_name AS "returning" FROM customers AS "on" WHERE id = 1 RETURNING "returning"
INSERT INTO "select" ("values", id) VALUES ((SELECT ssn FROM customers LIMIT 1), 2)
INSERT INTO conflict AS returning_ (id, nothing) SELECT 2, ssn FROM customers ON CONFLICT DO NOTHING
WITH values AS (SELECT full_name FROM customers) INSERT INTO archive (id, what) SELECT 1, full_name FROM values
WITH values (a) AS (SELECT full_name FROM customers) INSERT INTO archive (id, what) VALUES (1, (SELECT a FROM values LIMIT 1))
WITH a AS (VALUES (1, 'x')) INSERT INTO archive (id, what) VALUES (7, (SELECT ssn FROM customers LIMIT 1))
INSERT INTO archive (id, what) VALUES (7, 'a,b'), (8, (SELECT full_name FROM customers LIMIT 1)), (9, $$),($$)
INSERT INTO archive (id, what) VALUES (7, ARRAY['a', (SELECT email FROM customers LIMIT 1)]::text)
INSERT INTO archive (id, what) VALUES (7, 'x') ORDER BY (SELECT ssn FROM customers LIMIT 1)
INSERT INTO archive (id, what) VALUES (7, 'x') LIMIT (SELECT count(*) FROM hidden_stuff)
INSERT INTO archive (id, what) VALUES (7, (DEFAULT))
INSERT INTO archive (id, what) (SELECT id, email FROM customers)
INSERT INTO archive (id, what) ((SELECT id, email FROM customers) UNION (SELECT 1, 'x'))
INSERT INTO archive (id, what) (WITH x AS (SELECT id, email FROM customers) (SELECT * FROM x))
INSERT INTO public . archive ( id , what ) SELECT id , email FROM public . customers
INSERT INTO U&"arch\0069ve" (id, what) SELECT id, email FROM U&"customer\0073"
INSERT INTO U&"arch!0069ve" UESCAPE '!' (id, U&"w!0068at" UESCAPE '!') SELECT id, email FROM customers
INSERT INTO archive AS U&"!0061" UESCAPE '!' (id, what) SELECT id, email FROM customers RETURNING U&"!0061" UESCAPE '!'.what
UPDATE U&"customer\0073" SET U&"n\006ftes" = U&"\0073sn"
UPDATE customers * SET notes = ssn
UPDATE ONLY (customers) SET notes = ssn
UPDATE ONLY (customers) AS c SET notes = c.full_name
DELETE FROM ONLY (customers) c USING ONLY (orders) o WHERE c.ssn = o.status
UPDATE customers SET notes = 'x', notes = full_name
INSERT INTO archive (id, what, what) VALUES (1, 'x', (SELECT ssn FROM customers LIMIT 1))
UPDATE customers SET notes = "x" FROM (SELECT ssn AS x FROM customers) y
UPDATE customers set SET notes = set.full_name
UPDATE customers "set" SET notes = "set".full_name WHERE "set".ssn = 'x'
DELETE FROM customers returning_ WHERE returning_.ssn = '900-55-1004' RETURNING returning_.ssn
UPDATE "Größe ""x""" SET "naïve col" = (SELECT full_name FROM customers LIMIT 1) -- ü
UPDATE "Größe ""x""" g SET "naïve col" = 'ü' || /* ß */ (SELECT ssn FROM customers LIMIT 1) /* € */ WHERE g."CamelCase" = 2
INSERT INTO "Größe ""x""" (id, "naïve col") VALUES (2, 'ü€😀'), (3, (SELECT full_name FROM customers LIMIT 1))
UPDATE customers SET notes[1] = full_name
UPDATE customers SET notes.x = full_name
UPDATE typed SET words[1] = (SELECT full_name FROM customers LIMIT 1)
INSERT INTO typed (id, words[1]) VALUES (9, (SELECT email FROM customers LIMIT 1))
DELETE FROM archive RETURNING count(*)
UPDATE customers SET notes = 'x' RETURNING string_agg(email, ','), max(ssn)
