INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = hits + 1 RETURNING id, hits
INSERT INTO slugs (slug) VALUES ('fresh') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = hits + 1 RETURNING slug, hits
INSERT INTO slugs (slug) VALUES ('HOME'), ('fresh'), ('ABOUT') ON CONFLICT (LOWER("slug")) WHERE (live = 1) DO UPDATE SET hits = 5, slug = excluded.slug RETURNING id
INSERT INTO slugs (slug, live) VALUES ('HOME', 0) ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 9
INSERT INTO slugs (slug, live) VALUES ('about', '1') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 9
INSERT INTO slugs (slug, live) VALUES (NULL, 1) ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 9
INSERT INTO slugs (slug) VALUES ('HOME'), ('fresh') ON CONFLICT (lower(slug)) WHERE live = 1 DO NOTHING RETURNING slug
INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET live = 0 WHERE slugs.hits = 0
INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 3 WHERE slugs.hits > 0
INSERT INTO slugs (id, slug) VALUES (1, 'other'), (9, 'ABOUT') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 7 ON CONFLICT (id) DO UPDATE SET hits = 8 RETURNING id, hits
INSERT INTO slugs (id, slug) VALUES (1, 'other'), (9, 'ABOUT') ON CONFLICT (id) DO NOTHING ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 8
INSERT INTO slugs (slug) SELECT upper(slug) FROM slugs WHERE live = 1 ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = hits + 100
WITH n AS (SELECT 'Home' AS s) INSERT INTO slugs (slug) SELECT s FROM n WHERE true ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = (SELECT count(*) FROM n)
INSERT INTO codes VALUES ('AB', 9) ON CONFLICT (code COLLATE NOCASE) DO UPDATE SET n = excluded.n
INSERT INTO orders (id, customer_id, total, region) VALUES (9, 1, 5, 'EU') ON CONFLICT (id) DO UPDATE SET total = excluded.total
