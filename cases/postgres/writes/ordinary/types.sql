INSERT INTO typed (id, small, big, n) VALUES (10, 1, 9223372036854775807, 1.005)
INSERT INTO typed (id, small, big, n) VALUES (11, '2', '3', '4.5')
INSERT INTO typed (id, small, n) VALUES (12, 2.5, 3)
INSERT INTO typed (id, small, n) VALUES (13, -3, -3.999)
INSERT INTO typed (id, vc, ch) VALUES (14, 'abcde', 'ab')
INSERT INTO typed (id, vc, ch) VALUES (15, 'ab   ', 'abc')
INSERT INTO typed (id, vc) VALUES (16, 12345)
INSERT INTO typed (id, flag) VALUES (17, 'yes'), (18, true), (19, 'f'), (20, NULL)
INSERT INTO typed (id, d, ts, tm, iv) VALUES (21, '2024-02-29', '2024-02-29 12:00+02', '13:14', '1 day 2 hours')
INSERT INTO typed (id, d, ts, tm, iv) VALUES (22, date '2024-01-01' + 1, timestamptz '2024-01-01 00:00+00', time '01:02', interval '3 months')
INSERT INTO typed (id, j, js) VALUES (23, '{"a": [1, 2]}', '{"b":  1}')
INSERT INTO typed (id, j) VALUES (24, jsonb_build_object('k', 1, 'l', ARRAY[1, 2])), (25, '"text"'), (26, 'null')
INSERT INTO typed (id, words, ints) VALUES (27, ARRAY['a', 'b'], ARRAY[1, 2]), (28, '{c,d}', '{3,4}'), (29, ARRAY[]::text[], NULL)
INSERT INTO typed (id, u) VALUES (30, '11111111-2222-3333-4444-555555555555')
INSERT INTO typed (id, bits) VALUES (31, B'1010'), (32, '0101')
INSERT INTO typed (id, raw) VALUES (33, '\xdeadbeef'), (34, decode('00ff', 'hex'))
INSERT INTO typed (id, addr) VALUES (35, '10.0.0.1/8')
INSERT INTO typed (id, t) VALUES (36, 'gold'), (37, 'free'::tier), (38, NULL)
INSERT INTO typed (id, c, s) VALUES (39, 5, 'abc'), (40, '6', 'd')
INSERT INTO typed (id, f) VALUES (41, 1e10), (42, 0.1), (43, 'NaN'), (44, '-Infinity'), (45, 3)
INSERT INTO typed (id, r) VALUES (46, '[1,5)'), (47, int4range(2, 3))
INSERT INTO typed (id, j) SELECT 48, to_jsonb(ARRAY[1, 2])
INSERT INTO typed (id, t) SELECT 49, plan FROM customers WHERE id = 1
INSERT INTO typed (id, d) SELECT 50, '2024-03-04'
INSERT INTO typed (id, d, n) SELECT 51, NULL, 5
UPDATE typed SET small = small + 1, n = n * 1.15 WHERE id = 1
UPDATE typed SET n = 1.999 WHERE id = 1
UPDATE typed SET vc = 'x', ch = 'y' WHERE id = 1
UPDATE typed SET vc = left('longer text', 5) WHERE id = 2
UPDATE typed SET flag = NOT flag
UPDATE typed SET d = '2024-05-06', ts = d WHERE id = 1
UPDATE typed SET d = '2024-05-06', tm = '10:11:12', iv = '90 minutes' WHERE id = 2
UPDATE typed SET j = jsonb_set(j, '{k}', '2') WHERE id = 1
UPDATE typed SET j = j || '{"z": null}', js = '[1]' WHERE id = 1
UPDATE typed SET j = j - 'k' WHERE j ? 'k'
UPDATE typed SET words = words || 'c'::text, ints = ARRAY[1] WHERE id = 1
UPDATE typed SET words = array_append(words, 'd'), ints = '{}' WHERE id = 1
UPDATE typed SET u = '11111111-2222-3333-4444-555555555555', bits = '1111', raw = '\x00' WHERE id = 2
UPDATE typed SET bits = B'0011' WHERE id = 1
UPDATE typed SET t = 'silver', c = 7, s = 'xyz' WHERE id = 1
UPDATE typed SET c = c + 1, f = -1.5, r = '(1,4]' WHERE id = 1
UPDATE typed SET big = -9223372036854775808, small = -32768 WHERE id = 2
UPDATE typed SET ts = '2024-01-01 00:00:00+00'::timestamptz AT TIME ZONE 'UTC' WHERE id = 1
UPDATE typed SET words = NULL, j = NULL, t = NULL, r = NULL
