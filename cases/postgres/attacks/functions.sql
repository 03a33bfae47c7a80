SELECT get_email(1)
SELECT public.get_email(1)
SELECT (1).get_email
SELECT c.contact FROM customers c
SELECT (c).contact FROM customers c
SELECT contact(c) FROM customers c
SELECT email(c) FROM customers c
SELECT * FROM get_email(1)
SELECT public.lower(email::varchar) FROM customers
SELECT lower('x'::varchar)
SELECT pg_read_file('/etc/hostname')
SELECT * FROM pg_read_file('/etc/hostname')
SELECT ('/etc/hostname'::text).pg_read_file
SELECT pg_ls_dir('.')
SELECT pg_stat_file('PG_VERSION')
SELECT pg_read_binary_file('PG_VERSION')
SELECT query_to_xml('select * from customers', true, true, '')
SELECT table_to_xml('customers', true, true, '')
SELECT schema_to_xml('public', true, true, '')
SELECT database_to_xml(true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT * FROM ts_stat('select to_tsvector(email) from customers')
SELECT ('select to_tsvector(email) from customers'::text).ts_stat
SELECT ts_rewrite('a'::tsquery, 'select email::tsquery, email::tsquery from customers')
SELECT set_config('role', 'postgres', false)
SELECT set_config('search_path', 'public', false)
SELECT set_config('transaction_read_only', 'off', false)
SELECT current_setting('data_directory')
SELECT current_query()
SELECT pg_sleep(0.1)
SELECT pg_advisory_lock(1)
SELECT pg_notify('x', 'y')
SELECT nextval('ticket')
SELECT currval('ticket')
SELECT setval('ticket', 1)
SELECT lo_import('/etc/hostname')
SELECT lo_create(0)
SELECT lo_get(1)
SELECT pg_logical_emit_message(true, 'a', 'b')
SELECT pg_terminate_backend(1)
SELECT pg_cancel_backend(1)
SELECT pg_reload_conf()
SELECT pg_current_xact_id()
SELECT txid_current()
SELECT pg_export_snapshot()
SELECT pg_relation_size('customers')
SELECT pg_total_relation_size('public.payroll')
SELECT pg_database_size('postgres')
SELECT obj_description('customers'::regclass)
SELECT col_description('customers'::regclass, 1)
SELECT has_table_privilege('payroll', 'select')
SELECT to_regclass('payroll')
SELECT 'payroll'::regclass
SELECT 'payroll'::regclass::oid
SELECT 'get_email'::regproc
SELECT 'postgres'::regrole
SELECT pg_get_functiondef('get_email'::regproc)
SELECT pg_get_constraintdef(1)
SELECT pg_get_indexdef(1)
SELECT pg_get_expr('', 1)
SELECT pg_stat_get_live_tuples(1)
SELECT pg_mcv_list_items(null)
SELECT currtid2('customers', '(0,1)')
SELECT inet_server_addr(), inet_client_addr()
SELECT pg_postmaster_start_time()
SELECT pg_backend_pid()
SELECT current_user, session_user
SELECT system_user
SELECT dblink('dbname=postgres', 'select 1')
SELECT xpath('/x', '<x/>')
SELECT pg_input_error_info('x', 'int')
SELECT convert_from(lo_get(1), 'UTF8')
SELECT array(SELECT get_email(i) FROM generate_series(1, 3) i)
SELECT sum(length(get_email(id))) FROM customers
SELECT id FROM customers WHERE get_email(id) LIKE 'Canary1%'
SELECT id FROM customers ORDER BY get_email(id)
SELECT xmlelement(name x, xmlattributes(c.ssn AS s), c.notes, c.api_key) FROM customers c
SELECT xmlforest(c.*) FROM customers c
SELECT xmlelement(name x, c) FROM customers c
SELECT x.* FROM customers c, XMLTABLE('/r' PASSING xmlelement(name r, xmlforest(c.ssn, c.email, c.notes)) COLUMNS ssn text PATH 'ssn', email text, d text DEFAULT c.full_name) x
SELECT table_to_xml('public.customers', true, false, '')
SELECT xmlserialize(document query_to_xml('select ssn from public.customers', true, true, '') AS text)
SELECT xpath('//ssn/text()', schema_to_xml('public', true, false, ''))
SELECT '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>'::xml
SELECT xmlparse(document '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>')
SELECT * FROM XMLTABLE('/r' PASSING (SELECT xmlagg(xmlelement(name r, amount)) FROM payroll) COLUMNS a text PATH '.') t
SELECT (xmlelement(name x, id)).query_to_xml FROM customers
SELECT ('select 1'::text).query_to_xml
