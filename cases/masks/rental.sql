CREATE TABLE customer (customer_id integer PRIMARY KEY, store_id integer NOT NULL, first_name text, last_name text, email text UNIQUE, phone text, born date, active integer NOT NULL, create_date date NOT NULL);
CREATE TABLE film (film_id integer PRIMARY KEY, title text NOT NULL, rating text NOT NULL, length integer NOT NULL);
CREATE TABLE rental (rental_id integer PRIMARY KEY, film_id integer NOT NULL REFERENCES film, customer_id integer NOT NULL REFERENCES customer, customer_email text REFERENCES customer (email), rental_date date NOT NULL, return_date date, note text);
CREATE TABLE payment (payment_id integer PRIMARY KEY, rental_id integer NOT NULL REFERENCES rental, customer_id integer NOT NULL, amount integer NOT NULL, paid_at date NOT NULL);
CREATE TABLE lead (lead_id integer PRIMARY KEY, email text NOT NULL, source text NOT NULL);
CREATE TABLE staff (staff_id integer PRIMARY KEY, name text NOT NULL, email text, manager_email text, pin integer);
INSERT INTO customer VALUES
 (1, 1, 'Mary', 'Smith', 'mary.smith@shop.example', '+49 30 5550101', '1990-03-05', 1, '2024-01-05'),
 (2, 1, 'Patricia', 'Johnson', 'patricia@mail.example', '+49 30 5550102', '1990-11-20', 1, '2024-01-09'),
 (3, 2, 'Linda', 'Williams', NULL, '+49 30 5550103', '1985-07-01', 0, '2024-02-10'),
 (4, 2, 'Mary', 'Jones', 'jones@shop.example', NULL, NULL, 1, '2024-03-11'),
 (5, 1, 'Barbara', 'Smith', 'barbara@mail.example', '+49 40 5550101', '2001-01-01', 1, '2024-03-15');
INSERT INTO film VALUES (1, 'Academy Dinosaur', 'PG', 86), (2, 'Ace Goldfinger', 'G', 48), (3, 'Adaptation Holes', 'PG', 50);
INSERT INTO rental VALUES
 (1, 1, 1, 'mary.smith@shop.example', '2024-05-01', '2024-05-04', 'late'),
 (2, 2, 2, 'patricia@mail.example', '2024-05-02', NULL, NULL),
 (3, 3, 1, 'mary.smith@shop.example', '2024-05-20', '2024-06-20', 'damaged'),
 (4, 1, 4, 'jones@shop.example', '2024-06-01', NULL, 'late'),
 (5, 2, 5, 'barbara@mail.example', '2024-06-03', '2024-06-05', NULL);
INSERT INTO payment VALUES (1, 1, 1, 299, '2024-05-04'), (2, 2, 2, 499, '2024-05-05'), (3, 3, 1, 1099, '2024-06-20'), (4, 4, 4, 650, '2024-06-02'), (5, 5, 5, 120, '2024-06-05');
INSERT INTO lead VALUES (1, 'mary.smith@shop.example', 'web'), (2, 'new@mail.example', 'fair');
INSERT INTO staff VALUES (1, 'Mike Hill', 'mike@shop.example', 'jon@shop.example', 1), (2, 'Jon Stephens', 'jon@shop.example', NULL, 2);
CREATE VIEW customer_list AS SELECT customer_id, first_name, email, born, store_id FROM customer;
CREATE VIEW staff_with_pin AS SELECT staff_id, name FROM staff WHERE pin > 0;
CREATE VIEW late_rentals AS SELECT rental_id, customer_id FROM rental WHERE return_date IS NULL;
CREATE VIEW shop_mails AS SELECT customer_id, store_id FROM customer WHERE email LIKE '%@shop.example';
