SELECT * FROM vip
SELECT perks FROM vip
SELECT * FROM events_2024
SELECT payload FROM events
SELECT * FROM contacts
SELECT mail FROM contacts
SELECT * FROM gold_contacts
SELECT m.email FROM mail_copy m
SELECT * FROM mail_copy
SELECT * FROM audit_log
SELECT * FROM payroll
SELECT * FROM hr.orders
SELECT * FROM public.payroll
SELECT * FROM pg_class
SELECT * FROM pg_catalog.pg_class
SELECT * FROM information_schema.columns
SELECT most_common_vals FROM pg_stats WHERE tablename = 'customers'
SELECT * FROM pg_statistic
SELECT * FROM pg_stat_activity
SELECT * FROM pg_settings
SELECT * FROM pg_authid
SELECT * FROM pg_shadow
SELECT * FROM pg_user
SELECT prosrc FROM pg_proc
SELECT * FROM pg_indexes
SELECT * FROM pg_views
SELECT pg_get_viewdef('contacts'::regclass)
SELECT last_value FROM ticket
SELECT * FROM ticket
SELECT * FROM pg_toast.pg_toast_1262
SELECT * FROM pg_temp.customers
SELECT * FROM postgres.public.customers
SELECT * FROM other.public.customers
SELECT ctid, email FROM customers
SELECT xmin, xmax, tableoid FROM customers
SELECT tableoid::regclass FROM customers
SELECT api_key FROM customers
SELECT c.api_key FROM customers c
SELECT length(api_key) FROM customers
SELECT id FROM customers WHERE api_key IS NOT NULL
SELECT id FROM customers ORDER BY api_key
SELECT (c).api_key FROM customers c
SELECT to_jsonb(c) -> 'api_key' FROM customers c
