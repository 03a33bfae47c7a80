UPDATE members SET rowid = 10
UPDATE members SET points = rowid
UPDATE members SET points = _rowid_ WHERE oid = 1
UPDATE customers SET rowid = 100 WHERE id = 1
UPDATE customers SET _rowid_ = 100 WHERE id = 1
UPDATE customers SET oid = 100 WHERE id = 1
UPDATE customers SET ROWID = 100 WHERE id = 1
UPDATE orders SET rowid = 2 WHERE id = 1
UPDATE members SET name = 'x' WHERE rowid = 1
UPDATE members SET name = 'x' WHERE members.rowid = 1
UPDATE members SET name = 'x' WHERE "rowid" = 1
UPDATE members SET name = 'x' WHERE [_rowid_] = 1
UPDATE members SET name = 'x' RETURNING rowid
UPDATE members SET name = 'x' RETURNING members._rowid_
DELETE FROM members WHERE oid = 1
DELETE FROM members WHERE rowid IN (SELECT rowid FROM customers)
INSERT INTO members (rowid, name) VALUES (9, 'x')
INSERT INTO members (_rowid_, name) VALUES (1, 'x')
INSERT INTO members (oid, name) VALUES (1, 'x') ON CONFLICT DO NOTHING
INSERT INTO orders (rowid, region) VALUES (2, 'EU')
INSERT INTO heap (rowid, a) VALUES (1, 2)
INSERT INTO heap (a) VALUES (1) ON CONFLICT (rowid) DO NOTHING
INSERT INTO heap (a, b) SELECT rowid, 'x' FROM members
INSERT INTO heap (a, b) SELECT m.rowid, 'x' FROM members m
INSERT INTO heap (a) VALUES (1) RETURNING rowid
INSERT INTO heap (a) VALUES (1) RETURNING heap.oid
UPDATE heap SET b = rowid
UPDATE heap SET b = (SELECT rowid FROM members LIMIT 1)
UPDATE badges SET name = 'x' WHERE rowid = 1
UPDATE shadowed SET v = _rowid_
UPDATE shadowed SET _rowid_ = 5
DELETE FROM shadowed WHERE _rowid_ = 1
UPDATE unreachable SET oid = 'x' WHERE _rowid_ = '_'
