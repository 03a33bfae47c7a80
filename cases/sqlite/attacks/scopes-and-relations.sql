WITH customers AS (SELECT * FROM main.customers) SELECT * FROM customers
WITH customers AS (SELECT * FROM customers) SELECT * FROM customers
WITH customers(e) AS (SELECT email FROM main.customers) SELECT e FROM customers
WITH "CUSTOMERS" AS (SELECT * FROM main.customers) SELECT email FROM customers
WITH c AS (SELECT * FROM d), d AS (SELECT * FROM customers) SELECT email FROM c
WITH RECURSIVE t(n, e) AS (SELECT 1, email FROM customers WHERE id = 1 UNION ALL SELECT n + 1, (SELECT email FROM main.customers WHERE id = n) FROM t WHERE n < 5) SELECT * FROM t
SELECT email FROM customers UNION ALL SELECT * FROM (WITH customers AS (SELECT 'x') SELECT * FROM customers)
SELECT email FROM [customers]
SELECT email FROM `customers`
SELECT EMAIL FROM CUSTOMERS
SELECT main.customers.email FROM main.customers
SELECT email FROM "main"."customers"
SELECT * FROM (customers)
SELECT * FROM (customers JOIN orders ON 1)
SELECT * FROM customers INDEXED BY by_mail
SELECT * FROM customers NOT INDEXED
SELECT * FROM customers NATURAL JOIN orders
SELECT * FROM customers a JOIN customers b USING (email)
SELECT 1 WHERE 'Canary1@x.example' IN customers
SELECT 1 WHERE 1 IN main.payroll
SELECT id FROM customers WHERE (id, email) IN (SELECT id, email FROM main.customers WHERE ssn LIKE '900%')
SELECT rowid, email FROM customers
SELECT _rowid_ FROM payroll
SELECT oid FROM customers
SELECT c.rowid FROM customers c
SELECT * FROM sqlite_master
SELECT sql FROM sqlite_schema
SELECT * FROM main.sqlite_master
SELECT * FROM sqlite_temp_master
SELECT * FROM sqlite_stat1
SELECT * FROM sqlite_sequence
SELECT * FROM pragma_table_info('customers')
SELECT * FROM pragma_table_list
SELECT * FROM pragma_database_list
SELECT * FROM pragma_function_list
SELECT * FROM dbstat
SELECT * FROM sqlite_dbpage
SELECT * FROM payroll
SELECT * FROM main.payroll
SELECT * FROM temp.customers
SELECT * FROM aux.customers
SELECT * FROM audit_log
SELECT * FROM search
SELECT * FROM search_content
SELECT * FROM search_data
SELECT * FROM search WHERE search MATCH 'canary'
SELECT * FROM contacts
SELECT mail FROM contacts
SELECT m FROM gold_contacts
SELECT * FROM 'customers'
SELECT (SELECT email FROM main.customers LIMIT 1)
SELECT id FROM customers LIMIT (SELECT length(email) FROM main.customers)
SELECT id FROM customers ORDER BY (SELECT max(email) FROM main.customers)
SELECT count(*) FILTER (WHERE (SELECT ssn FROM main.customers) LIKE '9%') FROM customers
VALUES ((SELECT email FROM customers))
SELECT * FROM json_each((SELECT json_group_array(email) FROM customers))
SELECT email FROM customers EXCEPT SELECT ssn FROM customers
