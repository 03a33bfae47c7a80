// Words for people's names. What stands for a person and `name` together (`driver name`) is found by people.ts.

import type { ClassWords } from "./class-words.ts";

export const PERSON_NAME: ClassWords = {
  holds: "person-name",
  families: ["array", "json"],
  certain: {
    short: "fname, lname, mname, f name, l name, m name, fullname, uname",
    en: "first name, last name, firstname, lastname, full name, middle name, middlename, middle initial, given name, given names, given nm, family name, fam name, surname, sur name, forename, forenames, maiden name, nick name, nickname, legal name, birth name, preferred name, first nm, last nm, name first, name last, name middle, display name, displayname, user name, username, user login, login name, screen name, nicename, nice name, holder name, card holder, cardholder, cardholder name, account holder, name on card, next of kin, emergency contact, contact person, contact name, salutation name, initials, fathers name, mothers name, ship to name, bill to name, ship name, bill name, billing name, shipping name, delivery name",
    de: "vorname, vornamen, nachname, nachnamen, zuname, familienname, geburtsname, maedchenname, madchenname, rufname, vollstandiger name, vollstaendiger name, kontoinhaber, karteninhaber, ansprechpartner, benutzername, anmeldename, empfaenger, empfanger, absender, notfallkontakt, nutzername",
    fr: "prenom, prenoms, nom famille, nom de famille, nom naissance, nom de naissance, nom jeune fille, nom usage, nom complet, nom utilisateur, nom d utilisateur, titulaire, destinataire, expediteur, personne a prevenir, personne contact, contact urgence, identifiant connexion, pseudo, surnom",
    es: "apellido, apellidos, apellido paterno, apellido materno, primer apellido, segundo apellido, primer nombre, segundo nombre, nombre completo, nombre de usuario, nombre usuario, nombres, titular, destinatario, remitente, contacto emergencia, contacto de emergencia, apodo",
    pt: "sobrenome, nome completo, primeiro nome, ultimo nome, nome social, nome de usuario, nome usuario, nome mae, nome da mae, nome pai, nome do pai, apelido, titular cartao, remetente, contato emergencia, contato de emergencia",
    it: "cognome, cognomi, nome completo, nome utente, nome di battesimo, nominativo, intestatario, mittente, soprannome, contatto emergenza, contatto di emergenza",
  },
  likely: {
    en: "recipient, consignee, beneficiary, payee, payer, salesperson, sales rep, signatory, signer, signed by, received by, approved by name, attn, attention, author, composer name, physician, attending, doctor, reviewer, organizer, organiser, requested by, spouse, twitter handle, handle, alias, aka, holder",
    de: "inhaber, bearbeiter, sachbearbeiter, hausarzt, arzt, unterzeichner",
    fr: "auteur, medecin, beneficiaire, signataire",
    es: "autor, medico, doctor, beneficiario, firmante",
    pt: "medico, autor, beneficiario, responsavel, signatario",
    it: "medico, autore, beneficiario, destinatario, firmatario, referente",
  },
  ofPeople: {
    en: "name, names, login, login id, loginid, contact, slug name, screenname, nick",
    de: "name, kontakt",
    fr: "nom, contact, identifiant",
    es: "nombre, contacto",
    pt: "nome, contato",
    it: "nome, contatto",
    short: "nm",
  },
};
