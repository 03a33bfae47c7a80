-- Tables and columns of Pagila (https://github.com/devrimgunduz/pagila), by name alone; every row is made up.
CREATE TYPE mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
CREATE TABLE country (country_id int PRIMARY KEY, country text NOT NULL);
CREATE TABLE city (city_id int PRIMARY KEY, city text NOT NULL, country_id int NOT NULL REFERENCES country);
CREATE TABLE address (address_id int PRIMARY KEY, address text NOT NULL, address2 text, district text NOT NULL, city_id int NOT NULL REFERENCES city, postal_code text, phone text NOT NULL);
CREATE TABLE language (language_id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE film (film_id int PRIMARY KEY, title text NOT NULL, description text, release_year int, language_id int NOT NULL REFERENCES language, rental_duration int NOT NULL DEFAULT 3,
  rental_rate numeric(4,2) NOT NULL, length int, replacement_cost numeric(5,2) NOT NULL, rating mpaa_rating, special_features text[]);
CREATE TABLE category (category_id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE film_category (film_id int REFERENCES film, category_id int REFERENCES category, PRIMARY KEY (film_id, category_id));
CREATE TABLE actor (actor_id int PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL);
CREATE TABLE film_actor (actor_id int REFERENCES actor, film_id int REFERENCES film, PRIMARY KEY (actor_id, film_id));
CREATE TABLE store (store_id int PRIMARY KEY, address_id int NOT NULL REFERENCES address);
CREATE TABLE staff (staff_id int PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text, store_id int NOT NULL REFERENCES store, active boolean NOT NULL DEFAULT true, username text NOT NULL, password text);
CREATE TABLE customer (customer_id int PRIMARY KEY, store_id int NOT NULL REFERENCES store, first_name text NOT NULL, last_name text NOT NULL, email text, address_id int NOT NULL REFERENCES address, activebool boolean NOT NULL DEFAULT true, create_date date NOT NULL);
CREATE TABLE inventory (inventory_id int PRIMARY KEY, film_id int NOT NULL REFERENCES film, store_id int NOT NULL REFERENCES store);
CREATE TABLE rental (rental_id int PRIMARY KEY, rental_date timestamptz NOT NULL, inventory_id int NOT NULL REFERENCES inventory, customer_id int NOT NULL REFERENCES customer, return_date timestamptz, staff_id int NOT NULL REFERENCES staff);
CREATE TABLE payment (payment_id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, staff_id int NOT NULL REFERENCES staff, rental_id int NOT NULL REFERENCES rental, amount numeric(5,2) NOT NULL, payment_date timestamptz NOT NULL);
CREATE VIEW sales_by_film_category AS SELECT c.name AS category, sum(p.amount) AS total_sales FROM payment p JOIN rental r ON p.rental_id = r.rental_id JOIN inventory i ON r.inventory_id = i.inventory_id
  JOIN film_category fc ON i.film_id = fc.film_id JOIN category c ON fc.category_id = c.category_id GROUP BY c.name;

INSERT INTO country VALUES (1, 'Norway'), (2, 'Peru'), (3, 'Kenya');
INSERT INTO city VALUES (1, 'Bergen', 1), (2, 'Cusco', 2), (3, 'Mombasa', 3), (4, 'Oslo', 1);
INSERT INTO address SELECT n, n || ' Harbour Lane', NULL, 'District ' || n % 3, 1 + n % 4, (10000 + n)::text, '+47 55 5500' || (10 + n % 80) FROM generate_series(1, 30) n;
INSERT INTO language VALUES (1, 'English'), (2, 'Spanish');
INSERT INTO film SELECT n, 'FILM NUMBER ' || n, 'A tale of a ' || CASE n % 3 WHEN 0 THEN 'lighthouse' WHEN 1 THEN 'train' ELSE 'garden' END, 2000 + n % 20, 1 + n % 2, 3 + n % 4, 0.99 + n % 3, 80 + n % 90, 9.99 + n % 12,
  (enum_range(NULL::mpaa_rating))[1 + n % 5], CASE WHEN n % 2 = 0 THEN ARRAY['Trailers', 'Commentaries'] ELSE ARRAY['Deleted Scenes'] END FROM generate_series(1, 40) n;
INSERT INTO category VALUES (1, 'Action'), (2, 'Comedy'), (3, 'Drama'), (4, 'Western');
INSERT INTO film_category SELECT film_id, 1 + film_id % 3 FROM film;
INSERT INTO actor SELECT n, 'GIVEN' || n, 'FAMILY' || n % 9 FROM generate_series(1, 12) n;
INSERT INTO film_actor SELECT a.actor_id, f.film_id FROM actor a, film f WHERE (a.actor_id + f.film_id) % 5 = 0;
INSERT INTO store VALUES (1, 1), (2, 2);
INSERT INTO staff VALUES (1, 'Mia', 'Holm', 'mia@films.example', 1, true, 'mia', 'x'), (2, 'Jon', 'Dahl', 'jon@films.example', 2, true, 'jon', 'x');
INSERT INTO customer SELECT n, 1 + n % 2, 'NAME' || n, 'LAST' || n % 15, 'n' || n || '@films.example', n, n % 7 <> 0, date '2021-03-01' + n * 5 FROM generate_series(1, 25) n;
INSERT INTO inventory SELECT n, 1 + n % 38, 1 + n % 2 FROM generate_series(1, 80) n;
INSERT INTO rental SELECT n, timestamptz '2022-01-03 10:00+00' + n * interval '31 hours', 1 + n % 75, 1 + n % 23, CASE WHEN n % 9 = 0 THEN NULL ELSE timestamptz '2022-01-03 10:00+00' + n * interval '31 hours' + (1 + n % 7) * interval '1 day' END, 1 + n % 2 FROM generate_series(1, 240) n;
INSERT INTO payment SELECT rental_id, customer_id, staff_id, rental_id, 0.99 + rental_id % 6, rental_date + interval '1 hour' FROM rental;
ANALYZE;
