INSERT INTO notes (id, ticket_id, body) VALUES (90, 2, 'n') RETURNING *
INSERT INTO notes (id, ticket_id, body) VALUES (95, 2, 'n') RETURNING id, ID, "id", (id), id + 1, upper(body), (SELECT count(*) FROM tickets)
INSERT INTO notes (id, ticket_id, body) VALUES (?, ?, 'n') RETURNING id, ? + 1, ?
INSERT INTO notes (id, ticket_id, body) VALUES (96, 2, 'n') RETURNING id /* a */ , body || 'x' /* b */
INSERT INTO notes (id, ticket_id, body) VALUES (97, 2, 'n') RETURNING body || 'x' -- last
INSERT INTO notes (id, ticket_id, body) SELECT 91, id, (SELECT 'x' FROM agents) FROM tickets WHERE id = 2 RETURNING EXISTS (SELECT 1 FROM agents), *
INSERT INTO notes (id, ticket_id, body) VALUES (1, 2, 'n') ON CONFLICT (id) DO UPDATE SET body = excluded.body || ? RETURNING id, body || 'x' /* y */, (SELECT count(*) FROM tickets), ?
UPDATE notes SET body = 'x' WHERE id = 1 RETURNING *, (SELECT title FROM tickets WHERE tickets.id = ticket_id)
UPDATE notes SET body = 'x' WHERE id = 1 RETURNING notes.ID, body COLLATE nocase, id IN (), (SELECT * FROM (SELECT count(*) FROM tickets))
UPDATE notes SET body = t."count(*)" FROM (SELECT count(*) FROM tickets) AS t WHERE notes.id = 1 RETURNING notes.id + 1, true, NULL
UPDATE notes SET body = (SELECT "? || 'a'" FROM (SELECT ? || 'a')) WHERE id = 1 RETURNING body || ''
DELETE FROM notes WHERE id = 1 RETURNING *, 1 + 1, (SELECT count(*) FROM tickets WHERE state = 'open')
WITH w AS (SELECT (SELECT min(id) FROM tickets)) DELETE FROM notes WHERE ticket_id IN (SELECT * FROM w) AND id = 1 RETURNING id, (SELECT * FROM w) + 1
