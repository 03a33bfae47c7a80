// Words for numbers that a state gives a person: identity, social security, tax, passports, licences.

import type { ClassWords } from "./class-words.ts";

export const NATIONAL_ID: ClassWords = {
  holds: "national-id",
  families: ["integer", "numeric", "array", "json"],
  certain: {
    short:
      "ssn, ssn last4, ssn last 4, last4 ssn, sin number, nino, tin, itin, ein, bsn, nif, nie, dni, cpf, cnpj, curp, rfc, aadhaar, aadhar, pesel, cnp, jmbg, oib, egn, ahv, ahv nr, avs, nss, nir, siret, siren, insee, cuil, cuit, rut chile, nit, nhs number, nhs no, pis, pasep, nis, tfn, abn, hkid, nric, mynumber, vat id, vat no, vat number, vatin, personnummer, cpr number, cpr nummer, fodselsnummer, henkilotunnus",
    en: "social security, social security number, social security no, social sec, social security num, soc sec no, social insurance number, national id, national id number, nationalid, national identity, national insurance, national insurance number, ni number, identity number, identity no, identity card, identity card number, id card, id card no, id card number, id number, id document, government id, gov id, citizen id, personal id, personal number, passport, passport id, passport no, passport number, passport nr, tax id, tax no, tax number, taxid, tax identifier, tax identification, tax identification number, tax ref, taxpayer, taxpayer id, tax payer id, pan card, medicare, medicare id, medicare number, insurance number, insurance no, insurance id, social id, license number, license no, licence number, licence no, driver license, drivers license, driving license, driving licence, driver licence, driver license number, dl number, visa number, alien number, voter id, military id, residence permit",
    de: "steuer id, steuerid, steuernummer, steuernr, steuer nr, steueridentifikationsnummer, ust id, ustid, ust idnr, umsatzsteuer id, sozialversicherungsnummer, sv nummer, svnr, sv nr, versichertennummer, versicherungsnummer, versicherungsnr, rentenversicherungsnummer, ausweisnummer, ausweisnr, personalausweis, personalausweisnummer, reisepass, reisepassnummer, passnummer, fuehrerschein, fuhrerschein, fuehrerscheinnummer, krankenversicherungsnummer",
    fr: "numero securite sociale, num securite sociale, securite sociale, num secu, numero secu, no secu, nss, numero fiscal, num fiscal, identifiant fiscal, carte identite, numero cni, cni, passeport, numero passeport, permis conduire, numero permis, carte vitale, numero tva, num tva, tva intra",
    es: "numero identidad, documento identidad, documento de identidad, cedula, cedula identidad, numero documento, num documento, nro documento, seguro social, numero seguridad social, seguridad social, num seguridad social, pasaporte, numero pasaporte, licencia conducir, identificacion fiscal, cedula profesional, ine, clave elector",
    pt: "numero cpf, documento identidade, carteira identidade, carteira de identidade, rg, numero rg, titulo eleitor, carteira trabalho, ctps, cnh, passaporte, numero passaporte, inscricao estadual, cartao cidadao, numero contribuinte, contribuinte, seguranca social, niss",
    it: "codice fiscale, cod fiscale, cod fisc, codfisc, cf fiscale, partita iva, p iva, piva, carta identita, numero carta identita, passaporto, numero passaporto, patente, numero patente, tessera sanitaria",
  },
};
