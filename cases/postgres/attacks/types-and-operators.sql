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
SELECT jsonb_populate_record(NULL::customers, '{"id": 1}')
SELECT * FROM jsonb_populate_recordset(NULL::public.customers, '[{}]')
SELECT (NULL::vip).api_key
SELECT NULL::mail_copy
SELECT NULL::contacts
SELECT NULL::events_2024
SELECT ROW(c.*)::orders FROM customers c
SELECT c::customers FROM customers c
SELECT (c::orders).note FROM customers c
SELECT jsonb_populate_record(NULL::orders, to_jsonb(c)) FROM customers c
SELECT o.contact FROM jsonb_populate_record(NULL::orders, '{}') o
SELECT contact(NULL::orders)
SELECT (jsonb_populate_record(NULL::orders, '{}')).contact
SELECT ARRAY[NULL]::payroll[]
SELECT NULL::_customers
SELECT ts_rewrite('a'::tsquery, 'SELECT email::tsquery, ssn::tsquery FROM customers')
SELECT ts_rewrite(to_tsquery('a'), q => 'select 1')
SELECT email::tsquery FROM customers
SELECT tsquery(email), uuid(ssn), inet(full_name) FROM customers
SELECT 1::pg_catalog.regclass
