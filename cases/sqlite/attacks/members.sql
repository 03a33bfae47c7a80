SELECT iif('900-55-1001' IN blocked, 886699, 0) AS x
SELECT iif('900-55-1001' NOT IN main.blocked, 0, 886699) AS x
SELECT iif('Canary1@x.example' IN mails, 886699, 0) AS x
SELECT iif('Canary1@x.example' IN main.mails, 886699, 0) AS x
SELECT iif('Canary1@x.example' IN [mails], 886699, 0) AS x
SELECT iif('Canary1@x.example' IN "MAILS", 886699, 0) AS x
SELECT iif('Canary1@x.example' NOT IN mails, 0, 886699) AS x
SELECT iif((1, 'Canary1@x.example', 'US') IN contacts, 886699, 0) AS x
SELECT iif(886601 IN totals, 886699, 0) AS x
SELECT max(total) FROM orders WHERE total IN totals
SELECT iif(abs(CASE WHEN total > 886600 THEN -9223372036854775807 - 1 ELSE 1 END) IN totals, 1, 2) AS x FROM orders
SELECT id FROM orders WHERE json_extract(CASE WHEN note LIKE 'canary%' THEN '{' ELSE '1' END, '$') IN totals
WITH mails AS (SELECT email FROM main.customers) SELECT iif('Canary1@x.example' IN mails, 886699, 0) AS x
WITH mails AS (SELECT 'Canary1@x.example' AS e) SELECT iif('Canary1@x.example' IN main.mails, 886699, 0) AS x
WITH m (e) AS (SELECT 'a' UNION ALL SELECT email FROM customers) SELECT iif('Canary1@x.example' IN m, 886699, 0) AS x
SELECT iif('Canary1@x.example' IN m, 886699, 0) AS x FROM (WITH m AS (SELECT email FROM customers) SELECT 1)
SELECT sum(id) FILTER (WHERE 'Canary1@x.example' IN mails) * 0 + iif('Canary1@x.example' IN mails, 886699, 0) AS x FROM customers
SELECT id FROM customers ORDER BY email IN mails LIMIT (SELECT iif('Canary1@x.example' IN mails, 1, 0))
SELECT j.value FROM json_each((SELECT json_array(iif('Canary1@x.example' IN mails, 886699, 0)))) AS j
SELECT j.value FROM json_each(json_array(iif('Canary1@x.example' IN mails, 886699, 0))) AS j
SELECT iif('Canary1@x.example' IN mails, 886699, 0) AS x UNION SELECT 0
VALUES (iif('Canary1@x.example' IN mails, 886699, 0))
SELECT 1 AS x WHERE 1 IN sqlite_schema
SELECT 1 AS x WHERE ('table', 'customers', 'customers', 2, 'x') IN sqlite_schema
SELECT 1 AS x WHERE ('table', 'customers', 'customers', 2, 'x') IN main.sqlite_master
SELECT 1 AS x WHERE (0, 'id', 'INTEGER', 0, NULL, 1) IN pragma_table_info('customers')
SELECT 1 AS x WHERE (0, 'main', 'x') IN pragma_database_list
SELECT 1 AS x WHERE 1 IN dbstat
SELECT 1 AS x WHERE 'x' IN temp.mails
SELECT 1 AS x WHERE 'x' IN other.mails
SELECT 1 AS x WHERE 'canary document' IN search
SELECT 1 AS x WHERE 1 IN search('canary')
SELECT 1 AS x WHERE 1 IN no_such_table
SELECT 1 AS x WHERE 1 IN customers
SELECT 1 AS x WHERE (1, 2) IN vips
SELECT 1 AS x WHERE 1 IN vips(1)
SELECT rowid AS x FROM customers WHERE 1 IN vips
SELECT 1 AS x WHERE 1 IN vips.customer_id
