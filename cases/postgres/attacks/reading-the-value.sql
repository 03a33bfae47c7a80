SELECT email AS country FROM customers
SELECT reverse(email) FROM customers
SELECT encode(convert_to(email, 'UTF8'), 'hex') FROM customers
SELECT encode(convert_to(ssn, 'UTF8'), 'base64') FROM customers
SELECT ascii(substr(email, g, 1)) FROM customers, generate_series(1, 6) g
SELECT string_agg(chr(ascii(substr(email, g, 1))), '') FROM customers, generate_series(1, 6) g GROUP BY id
SELECT regexp_split_to_table(ssn, '') FROM customers WHERE id = 1
SELECT left(full_name, 6), right(full_name, 2), substr(notes, 1, 6) FROM customers
SELECT overlay(email placing '' from 1 for 0) FROM customers
SELECT translate(email, '@', '#'), replace(email, '@', '') FROM customers
SELECT c FROM customers c
SELECT c::text FROM customers c
SELECT customers FROM customers
SELECT row(c.*) FROM customers c
SELECT (c).email FROM customers c
SELECT (c).* FROM customers c
SELECT to_jsonb(c) ->> 'email' FROM customers c
SELECT to_json(c) FROM customers c
SELECT row_to_json(c) FROM customers c
SELECT json_agg(c) FROM customers c
SELECT jsonb_agg(to_jsonb(c) -> 'ssn') FROM customers c
SELECT format('%s', c) FROM customers c
SELECT concat(c, '') FROM customers c
SELECT quote_literal(c::text) FROM customers c
SELECT array_agg(email) FROM customers
SELECT string_agg(ssn, ',') FROM customers
SELECT min(email), max(full_name) FROM customers
SELECT mode() WITHIN GROUP (ORDER BY email) FROM customers
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY salary) FROM customers
SELECT first_value(email) OVER (ORDER BY id) FROM customers
SELECT lag(ssn) OVER (ORDER BY id), lead(ssn) OVER (ORDER BY id) FROM customers
SELECT any_value(email) FROM customers
SELECT salary FROM customers
SELECT sum(salary) FROM customers WHERE id = 1
SELECT salary::text || '' FROM customers
SELECT salary - 120000 FROM customers WHERE id = 1
SELECT profile FROM customers
SELECT profile ->> 'ssn', profile #>> '{mail}' FROM customers
SELECT jsonb_each_text(profile) FROM customers
SELECT value FROM customers, jsonb_each_text(profile)
SELECT * FROM customers, jsonb_to_record(profile) AS r(ssn text, mail text)
SELECT JSON_VALUE(profile, '$.ssn') FROM customers
SELECT t.v FROM customers, JSON_TABLE(profile, '$' COLUMNS (v text PATH '$.mail')) t
SELECT unnest(tags) FROM customers
SELECT tags[1] FROM customers
SELECT email_lower FROM customers
SELECT upper(email_lower) FROM customers
SELECT customer_email FROM orders
SELECT birth FROM customers
SELECT extract(day FROM birth), extract(month FROM birth), to_char(birth, 'MM-DD') FROM customers
SELECT age(birth), birth - date '1987-01-01' FROM customers
SELECT md5(ssn), sha256(convert_to(ssn, 'UTF8')) = sha256('900-55-1001') FROM customers
