-- Tables and columns of Northwind, by name alone; every row is made up.
CREATE TABLE categories (category_id INTEGER PRIMARY KEY, category_name TEXT NOT NULL, description TEXT);
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, company_name TEXT NOT NULL, contact_name TEXT, contact_title TEXT, address TEXT, city TEXT, country TEXT, phone TEXT);
CREATE TABLE customers (customer_id TEXT PRIMARY KEY, company_name TEXT NOT NULL, contact_name TEXT, contact_title TEXT, address TEXT, city TEXT, region TEXT, postal_code TEXT, country TEXT, phone TEXT, fax TEXT);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, last_name TEXT NOT NULL, first_name TEXT NOT NULL, title TEXT, birth_date DATE, hire_date DATE, address TEXT, city TEXT, country TEXT, home_phone TEXT, notes TEXT, reports_to INTEGER REFERENCES employees (employee_id));
CREATE TABLE shippers (shipper_id INTEGER PRIMARY KEY, company_name TEXT NOT NULL, phone TEXT);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, product_name TEXT NOT NULL, supplier_id INTEGER REFERENCES suppliers (supplier_id), category_id INTEGER REFERENCES categories (category_id),
  quantity_per_unit TEXT, unit_price REAL, units_in_stock INTEGER, units_on_order INTEGER, reorder_level INTEGER, discontinued INTEGER NOT NULL);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id TEXT REFERENCES customers (customer_id), employee_id INTEGER REFERENCES employees (employee_id), order_date DATE, required_date DATE, shipped_date DATE,
  ship_via INTEGER REFERENCES shippers (shipper_id), freight REAL, ship_name TEXT, ship_address TEXT, ship_city TEXT, ship_country TEXT);
CREATE TABLE order_details (order_id INTEGER NOT NULL REFERENCES orders (order_id), product_id INTEGER NOT NULL REFERENCES products (product_id), unit_price REAL NOT NULL, quantity INTEGER NOT NULL, discount REAL NOT NULL, PRIMARY KEY (order_id, product_id));

INSERT INTO categories VALUES (1, 'Beverages', 'Hot and cold'), (2, 'Condiments', 'Sweet and savoury'), (3, 'Seafood', 'From the sea');
INSERT INTO suppliers VALUES (1, 'North Mill', 'Ada One', 'Manager', '1 Mill Road', 'Leeds', 'UK', '+44 113 496 1001'), (2, 'Sea Catch', 'Ben Two', 'Owner', '2 Pier', 'Porto', 'Portugal', '+351 220 000 002');
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 15)
INSERT INTO customers SELECT printf('C%03d', i), 'Trading ' || i, 'Contact ' || i, CASE i % 2 WHEN 0 THEN 'Owner' ELSE 'Buyer' END, i || ' High Street', CASE i % 3 WHEN 0 THEN 'Graz' WHEN 1 THEN 'Lyon' ELSE 'Bari' END, NULL,
  10000 + i, CASE i % 3 WHEN 0 THEN 'Austria' WHEN 1 THEN 'France' ELSE 'Italy' END, '+43 1 2345' || (100 + i), NULL FROM n;
INSERT INTO employees VALUES (1, 'Ash', 'Nora', 'Vice President', '1960-04-02', '2010-05-01', '1 Elm', 'London', 'UK', '+44 20 7946 0001', 'Speaks three languages', NULL),
  (2, 'Birch', 'Tom', 'Representative', '1981-09-19', '2013-10-17', '2 Elm', 'London', 'UK', '+44 20 7946 0002', 'Prefers mornings', 1), (3, 'Cedar', 'Lia', 'Representative', '1990-03-04', '2015-01-02', '3 Elm', 'London', 'UK', '+44 20 7946 0003', NULL, 1);
INSERT INTO shippers VALUES (1, 'Swift Parcel', '+44 20 7946 1001'), (2, 'Blue Van', '+44 20 7946 1002'), (3, 'Unused Freight', NULL);
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO products SELECT i, 'Product ' || i, 1 + i % 2, 1 + i % 3, i || ' boxes', 2.5 * i, (i * 7) % 40, CASE i % 4 WHEN 0 THEN 10 ELSE 0 END, 10, i % 6 = 0 FROM n;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 80)
INSERT INTO orders SELECT 10000 + n.i, c.customer_id, 1 + n.i % 3, date('2023-01-02', '+' || (n.i * 9) || ' days'), date('2023-01-02', '+' || (n.i * 9 + 14) || ' days'),
  CASE WHEN n.i % 10 = 0 THEN NULL ELSE date('2023-01-02', '+' || (n.i * 9 + n.i % 20) || ' days') END, 1 + n.i % 2, round(n.i * 1.37, 2), c.contact_name, c.address, c.city, c.country
  FROM n JOIN customers c ON c.customer_id = printf('C%03d', 1 + n.i % 14);
INSERT INTO order_details SELECT order_id, 1 + order_id % 12, 2.5 * (1 + order_id % 12), 1 + order_id % 9, CASE order_id % 5 WHEN 0 THEN 0.1 ELSE 0 END FROM orders;
INSERT INTO order_details SELECT order_id, 1 + (order_id + 5) % 12, 2.5 * (1 + (order_id + 5) % 12), 1 + order_id % 4, 0 FROM orders WHERE order_id % 2 = 0;
