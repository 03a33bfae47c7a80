UPDATE stores SET name = 'both' WHERE (id, name) IN stores
UPDATE stores SET name = name || '!' WHERE (name, id) NOT IN labels RETURNING id, name
UPDATE heap SET b = 'x' WHERE (a, 'north') IN main.stores
UPDATE counters SET n = (id, 'north') IN stores
DELETE FROM heap WHERE (a, 'north') IN stores RETURNING a
DELETE FROM labels WHERE (n, name) NOT IN stores
WITH s AS (SELECT 1 AS id) UPDATE stores SET name = 'w' WHERE id IN s RETURNING id IN s AS was
WITH s AS (SELECT 1 AS id) DELETE FROM tickets WHERE id IN s
INSERT INTO archive (id, what) SELECT id + 500, name FROM stores WHERE (id, name) IN stores
INSERT INTO archive (id, what) VALUES (600, (1, 'north') IN stores) RETURNING what, (id, what) IN stores AS kept
INSERT INTO counters (id, n) VALUES (1, 4) ON CONFLICT (id) DO UPDATE SET n = excluded.n + ((excluded.id, 'north') IN stores) WHERE (counters.id, 'north') IN stores
