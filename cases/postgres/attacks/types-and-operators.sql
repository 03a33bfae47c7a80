SELECT NULL::customers
SELECT NULL::hr.orders
SELECT json_populate_record(NULL::customers, '{}')
SELECT (NULL::payroll).*
SELECT * FROM json_to_recordset('[]') AS x(a payroll)
SELECT email::int FROM customers
SELECT ssn::date FROM customers
SELECT full_name::uuid FROM customers
SELECT notes::jsonb FROM customers
SELECT email::inet FROM customers
SELECT CAST(email AS numeric) FROM customers
SELECT 1 / (CASE WHEN ssn = '900-55-1001' THEN 0 ELSE 1 END) FROM customers
SELECT id OPERATOR(public.=) 1 FROM customers
SELECT id OPERATOR(hr.+) 1 FROM customers
SELECT id FROM customers ORDER BY email USING OPERATOR(public.<)
SELECT ('canary' || id)::regclass FROM customers WHERE id = 1
SELECT 'customers'::regtype
SELECT id FROM customers WHERE email = ANY (SELECT email FROM public.customers WHERE ssn LIKE '900%')
SELECT 'x'::public.tier
SELECT xmlelement(name x, email) FROM customers
SELECT xmlforest(email) FROM customers
SELECT email COLLATE "C" FROM customers
SELECT email::bytea FROM customers
SELECT email::varchar(3) FROM customers
SELECT email::"char" FROM customers
SELECT ssn::char(6) FROM customers
