// Words for payment cards: their numbers, and parts of one.

import type { ClassWords } from "./class-words.ts";

export const PAYMENT_CARD: ClassWords = {
  holds: "payment-card",
  families: ["integer", "numeric", "array", "json"],
  certain: {
    short:
      "pan, pan masked, masked pan, ccn, cc number, cc num, cc no, cc nr, ccnum, cardnum, last4, last 4, card last4, card last 4, card bin",
    en: "card number, cardnumber, card no, card num, card nbr, card nr, credit card, creditcard, credit card number, creditcard number, debit card, debit card number, payment card, last four, last four digits, card last four, primary account number, card digits, masked card",
    de: "kartennummer, kartennr, karten nr, kreditkarte, kreditkartennummer, kreditkartennr, kreditkarten nr",
    fr: "numero carte, numero de carte, num carte, no carte, carte bancaire, numero carte bancaire, carte credit, num cb, numero cb",
    es: "numero tarjeta, numero de tarjeta, num tarjeta, nro tarjeta, tarjeta credito, tarjeta de credito, tarjeta debito, tarjeta",
    pt: "numero cartao, numero do cartao, num cartao, nro cartao, cartao credito, cartao de credito, cartao debito, cartao",
    it: "numero carta, numero carta credito, num carta, carta di credito, carta credito, carta debito",
  },
  likely: { short: "cc", en: "card, cards" },
  withOthers: { en: "bin" },
};
