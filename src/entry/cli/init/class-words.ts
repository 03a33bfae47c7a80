// Words by which names of columns tell what they hold, by class. A phrase is found in a name as whole words, however they are joined:
// `api key` is in `api-key`, `apiKey`, `API_KEY` and `apikey`.

import type { DataClass } from "../../../core/model/data-class.ts";

export const CLASS_WORDS: readonly (readonly [DataClass, string])[] = [
  [
    "secret",
    "password, passwords, passwd, passwort, pwd, pw, passphrase, pass phrase, passcode, pass code, pass hash, password hash, secret, secrets, api key, api keys, access key, private key, secret key, signing key, encryption key, master key, license key, licence key, token, tokens, jwt, bearer, salt, otp, totp, mfa, cvv, cvv2, cvc, cvc2, csc, pin, pin code, credential, credentials, security answer, security question, security code, recovery code, recovery codes, backup codes, seed phrase, mnemonic, cookie, contrasena, mot de passe",
  ],
  [
    "national-id",
    "ssn, social security, social security number, social security no, social sec, social insurance number, sin number, national id, national identity, national insurance, nationalid, nino, ni number, identity number, identity no, identity card, id card, id number, id document, government id, gov id, citizen id, personal id, passport, passport id, passport no, tax id, tax no, tax number, taxid, tax identifier, tax ref, taxpayer, taxpayer id, tin, itin, ein, vat id, vat no, vat number, steuer id, steuernummer, personnummer, cpr number, fodselsnummer, bsn, nif, nie, dni, cpf, cnpj, curp, aadhaar, aadhar, pan card, pesel, codice fiscale, nhs number, nhs no, medicare, medicare id, medicare number, insurance number, insurance no, insurance id, social id, license number, license no, licence number, licence no, driver license, drivers license, driving license, driving licence, driver licence, dl number, visa number, alien number, voter id, military id",
  ],
  [
    "payment-card",
    "card number, card no, card num, cardnum, card nr, card, cards, credit card, creditcard, debit card, payment card, cc number, cc num, cc no, ccn, cc, pan, primary account number, kreditkarte, last 4, last four, card last 4, card digits",
  ],
  [
    "bank-account",
    "iban, bban, bank account, account number, account no, account num, accountno, acct number, acct no, acct num, acct, konto, kontonummer, routing number, routing no, routing, aba, sort code, sortcode, bic, swift, swift code, bsb, clabe, blz",
  ],
  [
    "email",
    "email, emails, e mail, mail, email address, email addresses, email addr, e mail address, mail address, mailaddress, reply to, reply to address, correo, courriel, paypal",
  ],
  [
    "ip-address",
    "ip, ips, ip v4, ip v6, ipv4, ipv6, ip address, ip addresses, ip addr, ipaddr, remote addr, remote address, client address, host address, x forwarded for, forwarded for, mac address, mac addr",
  ],
  [
    "phone",
    "phone, phones, telephone, telefon, telefono, telephon, tel, mobile, mobiles, mobil, handy, cell, cellphone, cell phone, fax, msisdn, landline, whatsapp, phone number, contact number, contact no, caller id, direct line, direct dial",
  ],
  [
    "birth-date",
    "dob, d o b, birth date, birthdate, birthday, birth day, date of birth, birth, birth dt, birth year, year of birth, birth month, born, born on, born at, bday, geburtsdatum, geburtstag, fecha nacimiento, fecha de nacimiento, date de naissance",
  ],
  [
    "health",
    "diagnosis, diagnoses, diagnostic, medical, medical history, medical record, medical record number, mrn, health, health status, health condition, allergy, allergies, allergen, disease, diseases, illness, prescription, prescriptions, medication, medications, blood, blood type, blood group, blood pressure, icd, icd 9, icd 10, icd code, icd 10 code, symptom, symptoms, disability, disabilities, treatment plan, vaccination, vaccinations, bmi, pregnancy, pregnant, hiv status, therapy, lab result, lab results, genetic data, dna, chronic conditions, medical note, medical notes, clinical note, clinical notes, health notes",
  ],
  [
    "salary",
    "salary, salaries, wage, wages, income, compensation, bonus, bonuses, payroll, stipend, remuneration, gehalt, lohn, salario, salaire, net pay, gross pay, base pay, hourly rate, pay rate, pay grade, pay band, pension, net worth, salary band",
  ],
  [
    "person-name",
    "first name, last name, full name, middle name, given name, given names, family name, sur name, surname, maiden name, nick name, nickname, legal name, birth name, preferred name, fname, lname, mname, forename, contact name, customer name, client name, employee name, staff name, person name, people name, display name, user name, username, holder name, cardholder, cardholder name, account holder, account name, owner name, author name, patient name, student name, teacher name, member name, guest name, passenger name, recipient, recipient name, sender name, beneficiary, beneficiary name, payee, payee name, payer name, signer name, signatory, signed by name, applicant name, candidate name, manager name, doctor name, physician, father name, fathers name, mother name, mothers name, parent name, spouse, spouse name, child name, guardian name, emergency contact, next of kin, billing name, shipping name, ship name, delivery name, driver name, tenant name, resident name, agent name, rep name, salesperson, contact person, reviewer name, gp name, claimant name, insured name, witness name, requester name, buyer name, seller name, ship to name, bill to name, nurse name, attorney name, lawyer name, middle initial, initials, alias, vorname, nachname, nombre, apellido, apellidos, prenom, cognome, nome completo, fornamn, efternamn",
  ],
  [
    "address",
    "address, addresses, addr, street, street name, street number, street address, strasse, calle, house number, house no, apartment, apartment number, apt, apt number, flat number, flat no, postal, postal code, postcode, post code, zip, zip code, zipcode, plz, eircode, lat, latitude, lon, lng, long, longitude, geo, geo location, geolocation, geo point, gps, gps location, coordinates, coords, latlng, lat lng, lat long, location, home location, adresse, direccion, indirizzo, wohnort",
  ],
  [
    "free-text",
    "note, notes, comment, comments, message, messages, msg, body, description, desc, content, contents, text, remark, remarks, feedback, review, reviews, bio, biography, about me, about, memo, transcript, complaint, reason, narrative, observation, observations, instructions, answer, details, reply, special requests, wishes, subject, abstract",
  ],
];

/** May stand behind: they change nothing of what a column holds. */
export const NEUTRAL: ReadonlySet<string> = new Set(
  "number,no,nr,num,text,txt,line,full,name,1,2,3,4,5,one,two,three,a,b,primary,secondary,home,work,office,mobile,private,business,billing,shipping,new,old,current,raw,plain,encrypted,enc,pem,base64,ciphertext,hash,hashed,masked,normalized,normalised,lower,value,str,string,list,all,latest,last,first,html,md,markdown,ext,extension,de,en,us,uk".split(
    ",",
  ),
);

/** In a name without any break: `customeremail`. */
export const SUFFIXES: readonly (readonly [DataClass, RegExp])[] = [
  ["email", /(email|emailaddress)$/],
  ["secret", /(password|passwd|apikey|accesstoken|refreshtoken|authtoken|secretkey|privatekey)$/],
  ["person-name", /(firstname|lastname|surname|fullname|middlename|maidenname)$/],
  ["phone", /(phonenumber|telephone|mobilenumber|mobilephone|homephone|workphone|cellphone)$/],
  ["birth-date", /(birthdate|birthday|dateofbirth)$/],
  ["payment-card", /(creditcard|cardnumber)$/],
  ["ip-address", /ipaddress$/],
  [
    "address",
    /(postcode|zipcode|postalcode|streetaddress|homeaddress|billingaddress|shippingaddress|deliveryaddress)$/,
  ],
];

/** Of tables that hold people: their `name` is a person's. */
export const PEOPLE: ReadonlySet<string> = new Set(
  "person,people,persons,customer,customers,client,clients,user,users,employee,employees,staff,patient,patients,student,students,teacher,teachers,member,members,contact,contacts,author,authors,guest,guests,passenger,passengers,applicant,applicants,candidate,candidates,doctor,doctors,actor,actors,driver,drivers,owner,owners,subscriber,subscribers,tenant,tenants,resident,residents,lead,leads,participant,participants,volunteer,volunteers,donor,donors,kunden,clientes,personen".split(
    ",",
  ),
);

/** Text that such a name tells to be a code, or of things. By its last word. */
export const HARMLESS: ReadonlySet<string> = new Set(
  "status,state,kind,type,category,code,currency,country,region,language,lang,locale,timezone,tz,unit,color,colour,sku,slug,tag,tags,level,tier,plan,role,method,mode,format,version,rating,size,brand,model,department,genre,channel,source,priority,severity,mime,extension,checksum,etag,symbol,material,period,frequency,city,month,weekday,url,uri,path,file,filename,id,hash,uuid,number,sort,flag,carrier,provider,browser,os,platform,environment,env".split(
    ",",
  ),
);
