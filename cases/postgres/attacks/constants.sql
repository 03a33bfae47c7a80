SELECT id, email FROM customers WHERE id = 1
SELECT id, email FROM customers WHERE id = '1 OR 1=1'
SELECT id, email FROM customers WHERE id = '1'; SELECT ssn FROM customers --'
SELECT id, email FROM customers WHERE id = '1'' UNION SELECT 1, ssn FROM customers --'
SELECT id, email FROM customers WHERE id = '1' UNION SELECT 1, ssn FROM customers --'
SELECT id, email FROM customers WHERE id = 1 -- ' OR ssn = '
SELECT id, email FROM customers WHERE id = 1 /* ' */ OR ssn LIKE '9%' /* ' */
SELECT id, email FROM customers WHERE id = '\' OR ssn = '
SELECT id, email FROM customers WHERE id = E'1\' OR ssn LIKE \'9%' OR id = '2'
SELECT id, email FROM customers WHERE id = $$1$$ OR ssn LIKE $$9%$$
SELECT id, email FROM customers WHERE id = $a$'$a$ OR ssn = $a$'$a$
SELECT id, email FROM customers WHERE id = U&'\0031' OR ssn LIKE U&'9!0025' UESCAPE '!'
SELECT id, email FROM customers WHERE id IN (1, (SELECT 1 FROM customers WHERE ssn LIKE '9%'))
SELECT id, email FROM customers WHERE id = 1 AND ssn = '1'
SELECT id, "ssn" FROM customers WHERE id = '"' OR "id" = '1'
SELECT id, email FROM customers WHERE id = 1e0 OR ssn LIKE '9%'
SELECT id, email FROM customers WHERE id = x'1'::int OR id = b'1'::int
SELECT id, email FROM customers WHERE id = 99999999999999999999
SELECT id, email FROM customers WHERE id = ssn::int
