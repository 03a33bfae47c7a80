SELECT EXISTS (SELECT 1 FROM tickets)
SELECT (SELECT count(*) FROM tallies)
SELECT (SELECT count(*) FROM staff), (SELECT max(level) FROM agents)
SELECT NOT EXISTS(SELECT 1 FROM tickets WHERE state='open')
SELECT 1 IN (SELECT id FROM tickets)
SELECT id IN (SELECT ticket_id FROM notes) FROM tickets
SELECT id NOT IN (SELECT ticket_id FROM main.notes) FROM tickets
SELECT  ( SELECT   count( * )   FROM tickets )  FROM agents
SELECT (SELECT count(*) FROM tickets) /* of all */ , 2 FROM agents
SELECT (SELECT count(*) FROM tickets) -- the last
SELECT /* first */ (SELECT count(*) FROM tickets) + 1 /* last */
SELECT (/* inside */ SELECT count(*) FROM tickets /* too */)
SELECT ((SELECT count(*) FROM tickets))
SELECT -(SELECT count(*) FROM tickets), +(SELECT 1 FROM agents)
SELECT CASE WHEN EXISTS (SELECT 1 FROM tickets) THEN 'yes' ELSE 'no' END
SELECT coalesce((SELECT title FROM tickets WHERE id = 1), 'none')
SELECT iif((SELECT count(*) FROM notes) > 0, 'some', 'none') FROM agents
SELECT (SELECT count(*) FROM tickets) "total", (SELECT 1 FROM agents) AS [one], (SELECT 2 FROM agents) `two`, (SELECT 3 FROM agents) three
SELECT (SELECT count(*) FROM tickets) 'text'
SELECT (SELECT count(*) FROM "tickets"), (SELECT count(*) FROM [tickets]), (SELECT count(*) FROM `tickets`)
SELECT (SELECT count(*) FROM TICKETS), (SELECT Count(ID) FROM Tickets)
SELECT "id", [title], `state`, ID, Title, tickets.ID, main.tickets.Id, "tickets"."ID" FROM tickets
SELECT (id), ((title)), (main.tickets.id), (tickets.id) FROM tickets
SELECT id COLLATE nocase, main.tickets.title COLLATE NOCASE, (title) COLLATE nocase FROM tickets
SELECT main.tickets.id + 1, -main.tickets.id, main . tickets . id, upper(main.tickets.title) FROM tickets
SELECT likely(id), unlikely(main.tickets.id), likelihood(id, 0.5) FROM tickets
SELECT id, id, id + 1, id + 1, 'text', 1, 1.5, NULL, true, x'00' FROM tickets
SELECT count(*), count(id), sum(id), max(title), total(id), group_concat(title) FROM tickets
SELECT count(*) FILTER (WHERE state = 'open'), count(*) filter (where id in (select ticket_id from notes)) FROM tickets
SELECT row_number() OVER (ORDER BY id), sum(id) OVER w, rank ( ) OVER ( PARTITION BY state ORDER BY id ) FROM tickets WINDOW w AS (ORDER BY id)
SELECT max((SELECT count(*) FROM notes)) OVER () FROM tickets
SELECT *, (SELECT count(*) FROM notes) FROM tickets
SELECT tickets.*, EXISTS (SELECT 1 FROM notes WHERE ticket_id = tickets.id) FROM tickets
SELECT t.*, n.* FROM tickets t JOIN notes n ON n.ticket_id = t.id
SELECT * FROM tickets t JOIN notes n ON n.ticket_id = t.id
SELECT * FROM tickets JOIN notes USING (id)
SELECT * FROM tickets LEFT JOIN notes USING (id)
SELECT * FROM tickets RIGHT JOIN notes USING (id)
SELECT * FROM tickets FULL JOIN notes USING (id)
SELECT ID FROM tickets FULL JOIN notes USING (ID)
SELECT * FROM tickets NATURAL JOIN notes
SELECT * FROM (tickets JOIN notes ON notes.ticket_id = tickets.id) JOIN agents ON agents.id = tickets.agent_id
SELECT * FROM tickets, (SELECT count(*) FROM notes)
SELECT * FROM (SELECT EXISTS (SELECT 1 FROM tickets))
SELECT * FROM (SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM tickets))
SELECT * FROM (SELECT (SELECT count(*) FROM tickets) /* c */ , 1 /* d */ )
SELECT * FROM (SELECT id, id, ID, title AS id FROM tickets)
SELECT * FROM (SELECT * FROM tickets, notes)
SELECT * FROM (SELECT *, * FROM tickets)
SELECT * FROM (SELECT *, *, * FROM agents)
SELECT * FROM (SELECT main.tickets.id, main.tickets.title COLLATE nocase, (main.tickets.state) FROM tickets)
SELECT * FROM (SELECT main.tickets.id + 1, 1 + main.tickets.id FROM tickets)
SELECT * FROM (SELECT true, false, NULL, 1, 'a', -1, id + 1 FROM tickets)
SELECT * FROM (SELECT count(*), count(*) FROM tickets)
SELECT "EXISTS (SELECT 1 FROM tickets)" FROM (SELECT EXISTS (SELECT 1 FROM tickets))
SELECT "(SELECT count(*) FROM notes)" + 1 FROM (SELECT (SELECT count(*) FROM notes) FROM tickets)
SELECT "count(*)" FROM (SELECT count(*) FROM tickets)
SELECT x."(SELECT count(*) FROM notes)" FROM (SELECT (SELECT count(*) FROM notes) FROM tickets) x
SELECT "id:1" FROM (SELECT id, id FROM tickets)
SELECT * FROM (SELECT * FROM (SELECT (SELECT max(id) FROM tickets) FROM agents))
SELECT * FROM (SELECT *, (SELECT 1 FROM agents) FROM (SELECT (SELECT max(id) FROM tickets) FROM agents))
WITH w AS (SELECT (SELECT count(*) FROM tickets)) SELECT * FROM w
WITH w AS (SELECT EXISTS (SELECT 1 FROM tickets), id FROM agents) SELECT *, (SELECT count(*) FROM w) FROM w
WITH w (n) AS (SELECT (SELECT count(*) FROM tickets)) SELECT *, n, N FROM w
WITH w AS MATERIALIZED (SELECT (SELECT count(*) FROM tickets)) SELECT w.* FROM w
WITH RECURSIVE r AS (SELECT (SELECT min(id) FROM tickets) UNION ALL SELECT 1 + "(SELECT min(id) FROM tickets)" FROM r LIMIT 3) SELECT * FROM r
WITH a AS (SELECT EXISTS (SELECT 1 FROM notes)), b AS (SELECT * FROM a) SELECT * FROM b
SELECT (WITH w AS (SELECT count(*) FROM tickets) SELECT * FROM w)
SELECT (SELECT count(*) FROM tickets) UNION SELECT 1
SELECT 1 UNION SELECT (SELECT count(*) FROM tickets)
SELECT id FROM tickets UNION ALL SELECT (SELECT count(*) FROM notes) ORDER BY id
SELECT * FROM (SELECT (SELECT count(*) FROM tickets) UNION ALL SELECT (SELECT count(*) FROM notes))
SELECT EXISTS (SELECT 1 FROM notes) EXCEPT SELECT 0 INTERSECT SELECT 1
VALUES ((SELECT count(*) FROM tickets), 2), (3, 4)
SELECT * FROM (VALUES ((SELECT count(*) FROM tickets), 2))
SELECT * FROM (VALUES (1, 2) UNION ALL SELECT (SELECT count(*) FROM tickets), 3)
SELECT * FROM json_each('[1]'), tickets
SELECT value, key, json_each.* FROM json_each((SELECT json_group_array(id) FROM tickets))
SELECT j.value, (SELECT count(*) FROM tickets) FROM agents, json_each('[1,2]') AS j
SELECT * FROM tallies
SELECT * FROM staff
SELECT * FROM busy
SELECT *, (SELECT count(*) FROM busy) FROM staff
SELECT v.* FROM tallies AS v
SELECT "count(*)" FROM tallies
SELECT state, "count(*)" + 1, EXISTS (SELECT 1 FROM staff) FROM tallies
SELECT DISTINCT (SELECT count(*) FROM notes) FROM tickets
SELECT ALL id, (SELECT 1 FROM agents) FROM tickets
SELECT 1 IN (), id IN () FROM tickets
SELECT id NOT IN ( ) AND 1 FROM tickets
SELECT * FROM (SELECT 1 IN () FROM tickets)
SELECT "1 IN ()" FROM (SELECT 1 IN () FROM tickets)
SELECT id BETWEEN 1 AND (SELECT max(id) FROM notes), title LIKE '%a%', title GLOB 'a*', id IS NULL, id ISNULL, id NOTNULL FROM tickets
SELECT CAST(id AS TEXT), CAST((SELECT 1 FROM agents) AS text), json_object('a', (SELECT 1 FROM agents)), id->>'$' FROM tickets
SELECT date('2024-01-01', (SELECT '1 day' FROM agents)), abs(-1), round(1.5), substr(title, 1, (SELECT 2 FROM agents)) FROM tickets
SELECT (SELECT title FROM tickets t WHERE t.id = n.ticket_id) FROM notes n
SELECT (SELECT a.name FROM agents a WHERE a.id = (SELECT agent_id FROM tickets t WHERE t.id = n.ticket_id)) FROM notes AS n
SELECT 'it''s', "title", '"', (SELECT '"' FROM agents), (SELECT 'it''s' FROM agents) FROM tickets
SELECT (SELECT count(*) FROM tickets WHERE title = 'Grüße 日本') FROM agents
SELECT (SELECT "state" FROM tickets LIMIT 1) || ' "x" ' FROM agents
SELECT state, (SELECT count(*) FROM notes) FROM tickets GROUP BY state HAVING count(*) > 0 ORDER BY 2, state LIMIT 3 OFFSET 0
SELECT count(*) c, (SELECT count(*) FROM notes) FROM tickets ORDER BY c
SELECT (id, title) = (1, 'a'), (SELECT id, title FROM tickets) = (1, 'a') FROM tickets
SELECT ?1, ?, ? + 1, (SELECT count(*) FROM tickets WHERE id = ?1)
SELECT * FROM (SELECT ?, ? + 1 FROM agents)
SELECT "? + 1" FROM (SELECT ? + 1 FROM agents)
SELECT (SELECT count(*) FROM tickets)/**/FROM agents
SELECT EXISTS(SELECT 1 FROM tickets)AS "a""b", 1
SELECT * FROM agents, (SELECT count(*) FROM tickets), (SELECT count(*) FROM notes)
SELECT * FROM agents LEFT JOIN (SELECT id, (SELECT 1 FROM notes) FROM tickets) USING (id)
SELECT (SELECT (SELECT (SELECT 1 FROM agents) FROM notes) FROM tickets)
SELECT tickets.* , (SELECT 1 FROM agents), * FROM tickets
SELECT [id], (SELECT "id" FROM agents) FROM tickets
SELECT (SELECT count(*) FROM tickets) x, (SELECT count(*) FROM tickets) "y z", (SELECT count(*) FROM tickets) AS 'v' FROM agents
SELECT (SELECT 1 IN ()), 2 IN () AS a, 3 IN () FROM agents
SELECT * FROM (SELECT * FROM (SELECT 1 IN (), EXISTS (SELECT 1 FROM tickets)))
SELECT id, id = 1, (SELECT 1 FROM agents WHERE id = 1) FROM tickets WHERE id = 1
SELECT (SELECT 1 FROM tickets WHERE id IN (1, 2) AND title = 'x'), id FROM tickets WHERE id IN (1, 2)
SELECT (SELECT '-- no comment' FROM agents) /* é */ , 'ü', (SELECT '日本' FROM agents) -- ü
WITH a AS NOT MATERIALIZED (SELECT EXISTS (SELECT 1 FROM tickets) UNION SELECT 2) SELECT a.*, * FROM a AS a
SELECT * FROM (SELECT 1 + (SELECT 1 FROM agents), 1 + (SELECT 1 FROM agents), 1 + (SELECT 1 FROM agents))
SELECT max(id), (SELECT max(id) FROM notes n WHERE n.ticket_id = tickets.id), min((SELECT 1 FROM agents)) OVER () FROM tickets GROUP BY id
SELECT sum((SELECT 1 FROM agents)) FILTER (WHERE EXISTS (SELECT 1 FROM notes)) OVER (PARTITION BY (SELECT 1 FROM agents)) FROM tickets
