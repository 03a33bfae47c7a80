UPDATE stores SET name = 'x' WHERE (1, 'canary hidden') IN hidden_stuff
UPDATE stores SET name = (1, 'canary hidden') IN main.hidden_stuff
UPDATE stores SET name = 'x' WHERE (1, 1, 'canary vault') IN vault RETURNING id
UPDATE stores SET name = 'x' WHERE '900-55-9001' IN members
UPDATE stores SET name = 'x' WHERE ('900-55-9001', 'm one', 1) IN members
UPDATE stores SET name = 'x' WHERE (2, 2, 200, 'US', 'canary open', 'canary b', NULL) IN orders
UPDATE stores SET name = (1, 'Canary1@x.example', 'DE') IN contacts
UPDATE stores SET name = iif((1, 'Canary1@x.example', 'DE') IN contacts, 'there', 'not')
UPDATE stores SET name = 'x' WHERE (1, 'Canary1@x.example', 'DE') IN contacts
UPDATE stores SET name = 'x' WHERE id = 1 RETURNING (1, 'Canary1@x.example', 'DE') IN contacts AS x
UPDATE archive SET what = (SELECT group_concat(email IN m) FROM customers, (SELECT 1)) FROM (SELECT 1) AS m
INSERT INTO archive (id, what) VALUES (7, (1, 'canary person', 900551) IN payroll)
INSERT INTO archive (id, what) VALUES (7, (1, 'Canary1@x.example', 'DE') IN contacts)
INSERT INTO archive (id, what) SELECT 7, json_group_array(value) FROM json_each(json_array((1, 'Canary1@x.example', 'DE') IN contacts))
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = (1, 'Canary1@x.example', 'DE') IN contacts
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = 'y' WHERE (1, 'canary hidden') IN hidden_stuff
INSERT INTO archive (id, what) VALUES (90, 'x') ON CONFLICT (id) DO UPDATE SET what = 1 IN excluded
DELETE FROM stores WHERE 1 IN gatehouse_rows
DELETE FROM stores WHERE 1 IN sqlite_schema
DELETE FROM stores WHERE 1 IN pragma_user_version
WITH hidden_stuff AS (SELECT 1, 'canary hidden') DELETE FROM heap WHERE (1, 'canary hidden') IN main.hidden_stuff
