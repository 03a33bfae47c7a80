-- A shop and its staff, made up whole.
CREATE TABLE departments (id int PRIMARY KEY, name text NOT NULL, budget numeric(12,2));
CREATE TABLE employees (id int PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text, birth_date date, hire_date date NOT NULL, job_title text, department_id int REFERENCES departments, manager_id int REFERENCES employees, salary numeric(10,2), iban text);
CREATE TABLE absences (id int PRIMARY KEY, employee_id int NOT NULL REFERENCES employees, starts_on date NOT NULL, ends_on date NOT NULL, kind text NOT NULL, note text);
CREATE TABLE products (id int PRIMARY KEY, sku text UNIQUE NOT NULL, name text NOT NULL, category text NOT NULL, price numeric(8,2) NOT NULL, attributes jsonb);
CREATE TABLE customers (id int PRIMARY KEY, full_name text NOT NULL, email text, phone text, country_code char(2) NOT NULL, created_at timestamptz NOT NULL, newsletter boolean NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, status text NOT NULL, placed_at timestamptz NOT NULL, ip_address inet);
CREATE TABLE order_items (order_id int REFERENCES orders, product_id int REFERENCES products, quantity int NOT NULL, unit_price numeric(8,2) NOT NULL, PRIMARY KEY (order_id, product_id));
CREATE TABLE tickets (id int PRIMARY KEY, customer_id int REFERENCES customers, opened_at timestamptz NOT NULL, closed_at timestamptz, priority text NOT NULL, message text);

INSERT INTO departments VALUES (1, 'Engineering', 500000), (2, 'Sales', 300000), (3, 'Support', NULL);
INSERT INTO employees SELECT n, 'First' || n, 'Last' || n, 'e' || n || '@firm.example', date '1970-02-03' + n * 400, date '2015-01-15' + n * 90, CASE n % 3 WHEN 0 THEN 'Engineer' WHEN 1 THEN 'Clerk' ELSE 'Lead' END, 1 + n % 2, CASE WHEN n > 2 THEN 1 + n % 2 END, 38000 + n * 1750, 'DE8937040044053201300' || n % 10 FROM generate_series(1, 20) n;
INSERT INTO absences SELECT n, 1 + n % 18, date '2024-01-08' + n * 6, date '2024-01-08' + n * 6 + n % 9, CASE n % 3 WHEN 0 THEN 'sick' ELSE 'holiday' END, 'made up' FROM generate_series(1, 60) n;
INSERT INTO products SELECT n, 'SKU-' || (100 + n), 'Thing ' || n, CASE n % 3 WHEN 0 THEN 'kitchen' WHEN 1 THEN 'garden' ELSE 'office' END, 4.5 * n, jsonb_build_object('color', CASE n % 2 WHEN 0 THEN 'red' ELSE 'blue' END, 'weight', n) FROM generate_series(1, 18) n;
INSERT INTO customers SELECT n, 'Customer Number' || n, 'k' || n || '@shop.example', '+49 30 90' || (1000 + n), (ARRAY['DE', 'FR', 'NO'])[1 + n % 3], timestamptz '2023-01-02 09:00+00' + n * interval '9 days', n % 2 = 0 FROM generate_series(1, 40) n;
INSERT INTO orders SELECT n, 1 + n % 36, (ARRAY['paid', 'shipped', 'cancelled', 'returned'])[1 + n % 4], timestamptz '2023-03-01 12:00+00' + n * interval '50 hours', ('192.0.2.' || n % 250)::inet FROM generate_series(1, 150) n;
INSERT INTO order_items SELECT o.id, 1 + (o.id * k) % 18, 1 + o.id % 3, 4.5 * (1 + (o.id * k) % 18) FROM orders o, generate_series(1, 2) k ON CONFLICT DO NOTHING;
INSERT INTO tickets SELECT n, 1 + n % 30, timestamptz '2024-02-01 08:00+00' + n * interval '20 hours', CASE WHEN n % 4 = 0 THEN NULL ELSE timestamptz '2024-02-01 08:00+00' + n * interval '20 hours' + n % 70 * interval '1 hour' END, (ARRAY['low', 'high'])[1 + n % 2], 'Where is my parcel? Call me.' FROM generate_series(1, 70) n;
ANALYZE;
