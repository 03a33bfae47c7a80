// Words that change nothing of what a column holds: numbers, sides, purposes, forms. They may stand behind a class's word.

import type { Phrases } from "./class-words.ts";

export const NEUTRAL: Phrases = {
  short:
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 00, 01, 02, 03, i, ii, a, b, c, x, no, nr, num, nbr, nmb, txt, str, enc, pem, b64, sha256, md5, md, html, raw",
  en: "number, numbers, text, line, full, one, two, three, primary, secondary, main, alt, alternate, alternative, other, additional, extra, home, work, office, mobile, private, personal, business, company, billing, shipping, delivery, mailing, postal, permanent, legal, contact, new, old, current, previous, original, raw, plain, encrypted, ciphertext, hash, hashed, salt, digest, masked, normalized, normalised, canonical, lower, lowercase, upper, value, string, list, all, latest, last, first, markdown, ext, bank, international, local, day, evening, night, emergency, public, usd, eur, gbp",
  de: "nummer, privat, geschaeftlich, dienstlich, mobil, alt, neu, haupt, kunde, lieferung, rechnung, brutto, netto, monat, jahr, zusatz",
  fr: "numero, livraison, facturation, domicile, travail, bureau, personnel, personnelle, pro, professionnel, professionnelle, mobile, principal, principale, secondaire, postale, postal, client, fixe, portable, ancien, nouveau, brut, net, naissance, conjoint",
  es: "numero, envio, entrega, facturacion, fiscal, casa, trabajo, oficina, personal, particular, movil, principal, secundario, secundaria, alternativo, actual, anterior, completo, completa, postal, mensual, anual, bruto, neto, base, madre, padre, cliente, contacto",
  pt: "numero, entrega, cobranca, faturamento, residencial, comercial, celular, principal, secundario, secundaria, alternativo, atual, anterior, completo, cliente, contato, mae, pai, mensal, bruto, liquido, base, pessoal, trabalho",
  it: "numero, consegna, spedizione, fatturazione, casa, lavoro, ufficio, personale, principale, secondario, alternativo, attuale, completo, cliente, residenza, lordo, netto, mensile",
};
