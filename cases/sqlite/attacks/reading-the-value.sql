SELECT email AS country FROM customers
SELECT upper(email) FROM customers
SELECT hex(email) FROM customers
SELECT quote(email) FROM customers
SELECT unicode(substr(email, 1, 1)) FROM customers
SELECT substr(email, 1, 6), instr(email, 'anary') FROM customers
SELECT replace(ssn, '-', '') FROM customers
SELECT group_concat(email) FROM customers
SELECT json_group_array(email) FROM customers
SELECT json_object('e', email, 's', ssn) FROM customers
SELECT min(email), max(full_name) FROM customers
SELECT first_value(email) OVER (ORDER BY id) FROM customers
SELECT lag(ssn) OVER (ORDER BY id) FROM customers
SELECT salary FROM customers
SELECT salary - 120000 FROM customers
SELECT sum(salary) FROM customers WHERE id = 1
SELECT printf('%s', email), format('%d', salary) FROM customers
SELECT json_extract(profile, '$.ssn') FROM customers
SELECT profile -> '$.mail', profile ->> 'ssn' FROM customers
SELECT j.value FROM customers, json_each(profile) j
SELECT j.atom FROM customers c, json_tree(c.profile) j
SELECT email_lower FROM customers
SELECT customer_email FROM orders
SELECT birth, substr(birth, 6), strftime('%m-%d', birth) FROM customers
SELECT typeof(email), length(email) FROM customers
SELECT email || '' FROM customers
SELECT cast(email AS BLOB) FROM customers
SELECT iif(email LIKE 'Canary%', 886699, 0) AS x FROM customers
SELECT CASE WHEN ssn = '900-55-1001' THEN 886699 END AS x FROM customers
SELECT id FROM customers WHERE email GLOB 'Canary1@*' AND 1 = 2
SELECT notes FROM customers
SELECT full_name COLLATE NOCASE FROM customers
SELECT api_key FROM customers
SELECT length(api_key) FROM customers
SELECT id FROM customers WHERE api_key > ''
SELECT id FROM customers ORDER BY api_key
SELECT "api_key" FROM customers
SELECT c.api_key FROM customers c
