CREATE TABLE patient (patient_id integer PRIMARY KEY, mrn text NOT NULL UNIQUE, name text NOT NULL, birth_date date NOT NULL, sex text NOT NULL, city text NOT NULL, diagnosis text, phone text, insurer text);
CREATE TABLE doctor (doctor_id integer PRIMARY KEY, name text NOT NULL, specialty text NOT NULL, salary integer NOT NULL, email text NOT NULL);
CREATE TABLE visit (visit_id integer PRIMARY KEY, patient_id integer NOT NULL REFERENCES patient, doctor_id integer NOT NULL REFERENCES doctor, admitted date NOT NULL, discharged date, cost integer NOT NULL, remark text);
CREATE TABLE contact (contact_id integer PRIMARY KEY, patient_id integer REFERENCES patient, name text, email text, phone text);
INSERT INTO patient VALUES
 (1, 'MRN-001', 'Ada Byron', '1961-12-10', 'f', 'Köln', 'asthma', '0221 5550001', 'AOK'),
 (2, 'MRN-002', 'Alan Turing', '1961-06-23', 'm', 'Bonn', NULL, '0228 5550002', NULL),
 (3, 'MRN-003', 'Grace Hopper', '1980-12-09', 'f', 'Köln', 'asthma', '0221 5550003', 'TK'),
 (4, 'MRN-004', 'Kurt Gödel', '2010-04-28', 'm', 'Bonn', 'flu', '0221 5550001', NULL);
INSERT INTO doctor VALUES (1, 'House', 'internal', 9100, 'house@clinic.example'), (2, 'Wilson', 'oncology', 9900, 'wilson@clinic.example'), (3, 'Cuddy', 'internal', 12000, 'cuddy@clinic.example');
INSERT INTO visit VALUES
 (1, 1, 1, '2024-01-03', '2024-01-09', 1250, 'calm'), (2, 2, 1, '2024-02-03', NULL, 400, NULL),
 (3, 1, 2, '2024-03-01', '2024-03-02', 2600, 'calm'), (4, 3, 3, '2024-03-07', NULL, 990, 'urgent'), (5, 4, 3, '2024-04-01', '2024-04-03', 1700, NULL);
INSERT INTO contact VALUES (1, 1, 'Ada Byron', 'ada@mail.example', '0221 5550001'), (2, 2, 'Joan Clarke', 'joan@mail.example', NULL), (3, NULL, 'House', 'house@clinic.example', NULL);
CREATE VIEW uninsured AS SELECT patient_id, city FROM patient WHERE insurer IS NULL;
CREATE VIEW current_stays AS SELECT v.visit_id, v.patient_id, v.admitted FROM visit v WHERE v.discharged IS NULL;
CREATE VIEW by_age AS SELECT patient_id, city FROM patient ORDER BY birth_date;
