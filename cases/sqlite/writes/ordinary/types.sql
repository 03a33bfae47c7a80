INSERT INTO typed (id, i, r, t, n, b) VALUES (10, 1, 1, 1, 1, 1)
INSERT INTO typed (id, i, r, t, n, b) VALUES (11, '1', '1.5', 1.5, '1.50', '1')
INSERT INTO typed (id, i, n) VALUES (12, 9223372036854775807, -9223372036854775808)
INSERT INTO typed (id, i, r, n) VALUES (13, 9007199254740993, 9007199254740993, 9007199254740993)
INSERT INTO typed (id, i, r, n) VALUES (14, 'not a number', 'nor this', '1e3')
INSERT INTO typed (id, i, r, n, w) VALUES (15, 1.5, 1e300, 0.1, -0.0)
INSERT INTO typed (id, r, w) VALUES (16, 9e999, -9e999)
INSERT INTO typed (id, t, w) VALUES (17, 12.0, 12.0)
INSERT INTO typed (id, b, w) VALUES (18, x'00ff10', x'')
INSERT INTO typed (id, t, w) VALUES (19, CAST(x'ff00fe' AS TEXT), CAST(x'ff' AS TEXT))
INSERT INTO typed (id, t) VALUES (20, 'a' || char(0) || 'b')
INSERT INTO typed (id, d, flag) VALUES (21, '2024-02-29', TRUE), (22, date('2024-02-28', '+1 day'), FALSE)
INSERT INTO typed (id, d) VALUES (23, 2460000.5), (24, julianday('2024-01-01'))
INSERT INTO typed (id, j) VALUES (25, '{"a": [1, 2]}'), (26, json('{"b":  1}')), (27, jsonb('[1]'))
INSERT INTO typed (id, j) VALUES (28, json_array(1, 'x', NULL, 1.5)), (29, json_object('k', json('[true]')))
INSERT INTO typed (id, v) VALUES (30, 'abcdef'), (31, 12345)
INSERT INTO typed (id, i, t) SELECT id + 40, name, id FROM stores
INSERT INTO typed (id, w) SELECT id + 50, total FROM orders WHERE region = 'EU'
INSERT INTO typed (id, w) VALUES (60, 1 = 1), (61, NULL), (62, 'x' IS NULL), (63, 5 / 2), (64, 5 % 2), (65, 1 << 40), (66, ~0)
INSERT INTO typed (id, w) SELECT 70, w FROM typed WHERE id = 1
INSERT INTO typed SELECT id + 80, i, r, t, n, b, d, flag, j, v, w FROM typed
INSERT INTO typed SELECT * FROM (SELECT id + 90, i, r, t, n, b, d, flag, j, v, w FROM typed)
UPDATE typed SET r = i, i = r, n = r, t = r WHERE id = 1
UPDATE typed SET t = i, n = t, b = t WHERE id = 1
UPDATE typed SET i = CAST(t AS INTEGER), r = CAST('2.5' AS REAL), t = CAST(b AS TEXT) WHERE id = 1
UPDATE typed SET n = n + 1, b = b || x'01', w = b
UPDATE typed SET flag = NOT flag, w = flag IS TRUE
UPDATE typed SET d = strftime('%d.%m.%Y', d) WHERE d IS NOT NULL
UPDATE typed SET t = printf('%05.2f', r), w = round(r, 1), n = abs(-r)
UPDATE typed SET id = id + 1000
UPDATE typed SET j = json_patch(j, '{"z": null, "y": 1}')
UPDATE strictly SET w = 1.0, b = x'00', t = t || 'x'
INSERT INTO strictly (id, i, r, w) VALUES (5, 5.0, 5, '5')
INSERT INTO strictly (id, w) SELECT id + 10, name FROM stores
