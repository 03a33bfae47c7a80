-- Tables and columns of Chinook (https://github.com/lerocha/chinook-database, MIT), by name alone; every row is made up.
CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE Album (AlbumId INTEGER PRIMARY KEY, Title TEXT NOT NULL, ArtistId INTEGER NOT NULL REFERENCES Artist (ArtistId));
CREATE TABLE Genre (GenreId INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE MediaType (MediaTypeId INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE Track (TrackId INTEGER PRIMARY KEY, Name TEXT NOT NULL, AlbumId INTEGER REFERENCES Album (AlbumId), MediaTypeId INTEGER NOT NULL REFERENCES MediaType (MediaTypeId),
  GenreId INTEGER REFERENCES Genre (GenreId), Composer TEXT, Milliseconds INTEGER NOT NULL, Bytes INTEGER, UnitPrice NUMERIC NOT NULL);
CREATE TABLE Playlist (PlaylistId INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE PlaylistTrack (PlaylistId INTEGER NOT NULL REFERENCES Playlist (PlaylistId), TrackId INTEGER NOT NULL REFERENCES Track (TrackId), PRIMARY KEY (PlaylistId, TrackId));
CREATE TABLE Employee (EmployeeId INTEGER PRIMARY KEY, LastName TEXT NOT NULL, FirstName TEXT NOT NULL, Title TEXT, ReportsTo INTEGER REFERENCES Employee (EmployeeId),
  BirthDate DATETIME, HireDate DATETIME, Address TEXT, City TEXT, State TEXT, Country TEXT, PostalCode TEXT, Phone TEXT, Fax TEXT, Email TEXT);
CREATE TABLE Customer (CustomerId INTEGER PRIMARY KEY, FirstName TEXT NOT NULL, LastName TEXT NOT NULL, Company TEXT, Address TEXT, City TEXT, State TEXT, Country TEXT,
  PostalCode TEXT, Phone TEXT, Fax TEXT, Email TEXT NOT NULL, SupportRepId INTEGER REFERENCES Employee (EmployeeId));
CREATE TABLE Invoice (InvoiceId INTEGER PRIMARY KEY, CustomerId INTEGER NOT NULL REFERENCES Customer (CustomerId), InvoiceDate DATETIME NOT NULL, BillingAddress TEXT,
  BillingCity TEXT, BillingState TEXT, BillingCountry TEXT, BillingPostalCode TEXT, Total NUMERIC NOT NULL);
CREATE TABLE InvoiceLine (InvoiceLineId INTEGER PRIMARY KEY, InvoiceId INTEGER NOT NULL REFERENCES Invoice (InvoiceId), TrackId INTEGER NOT NULL REFERENCES Track (TrackId),
  UnitPrice NUMERIC NOT NULL, Quantity INTEGER NOT NULL);

INSERT INTO Artist VALUES (1, 'The Lanterns'), (2, 'Quiet Harbour'), (3, 'Nine Owls'), (4, 'Salt & Ember');
INSERT INTO Album VALUES (1, 'First Light', 1), (2, 'Second Light', 1), (3, 'Tides', 2), (4, 'Feathers', 3);
INSERT INTO Genre VALUES (1, 'Rock'), (2, 'Jazz'), (3, 'Ambient'), (4, 'Opera');
INSERT INTO MediaType VALUES (1, 'MPEG audio file'), (2, 'AAC audio file');
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO Track SELECT i, 'Song ' || i, 1 + i % 4, 1 + i % 2, 1 + i % 3, 'Composer ' || (i % 5), 120000 + i * 7919, 1000000 + i * 1013, CASE i % 2 WHEN 0 THEN 0.99 ELSE 1.29 END FROM n;
INSERT INTO Playlist VALUES (1, 'Evening'), (2, 'Morning'), (3, 'Empty');
INSERT INTO PlaylistTrack SELECT 1, TrackId FROM Track WHERE TrackId % 3 = 0 UNION ALL SELECT 2, TrackId FROM Track WHERE TrackId % 5 = 0;
INSERT INTO Employee VALUES
  (1, 'Marsh', 'Iva', 'General Manager', NULL, '1962-02-18', '2012-08-14', '1 Quay Street', 'Leeds', NULL, 'United Kingdom', 'LS1', '+44 113 496 0001', NULL, 'iva@music.example'),
  (2, 'Brook', 'Otto', 'Sales Manager', 1, '1968-12-08', '2012-05-01', '2 Quay Street', 'Leeds', NULL, 'United Kingdom', 'LS1', '+44 113 496 0002', NULL, 'otto@music.example'),
  (3, 'Field', 'Ana', 'Sales Support Agent', 2, '1985-08-29', '2014-04-01', '3 Quay Street', 'Leeds', NULL, 'United Kingdom', 'LS2', '+44 113 496 0003', NULL, 'ana@music.example'),
  (4, 'Stone', 'Raj', 'Sales Support Agent', 2, '1990-09-19', '2015-05-03', '4 Quay Street', 'Leeds', NULL, 'United Kingdom', 'LS2', '+44 113 496 0004', NULL, 'raj@music.example');
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 24)
INSERT INTO Customer SELECT i, 'Given' || i, 'Family' || (i % 20), CASE WHEN i % 4 = 0 THEN 'Firm ' || i END, i || ' Long Road', CASE i % 3 WHEN 0 THEN 'Berlin' WHEN 1 THEN 'Lyon' ELSE 'Austin' END, NULL,
  CASE i % 3 WHEN 0 THEN 'Germany' WHEN 1 THEN 'France' ELSE 'USA' END, 10000 + i, '+49 30 5550' || (100 + i), NULL, 'c' || i || '@mail.example', 3 + i % 2 FROM n;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 90)
INSERT INTO Invoice SELECT n.i, c.CustomerId, date('2021-01-05', '+' || (n.i * 11) || ' days') || ' 00:00:00', c.Address, c.City, NULL, c.Country, c.PostalCode, round(0.99 * (1 + n.i % 7) + c.CustomerId * 0.01, 2)
  FROM n JOIN Customer c ON c.CustomerId = 1 + n.i % 23;
INSERT INTO InvoiceLine SELECT InvoiceId, InvoiceId, 1 + InvoiceId % 37, 0.99, 1 + InvoiceId % 3 FROM Invoice;
