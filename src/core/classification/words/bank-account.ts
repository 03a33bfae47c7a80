// Words for bank accounts, and for what names the bank of one.

import type { ClassWords } from "./class-words.ts";

export const BANK_ACCOUNT: ClassWords = {
  holds: "bank-account",
  families: ["integer", "numeric", "array", "json"],
  certain: {
    short:
      "iban, bban, bic, swift, swift code, swiftcode, aba, aba number, aba routing, bsb, clabe, cbu, cvu, ifsc, blz, rib, pix key, pix, cci",
    en: "bank account, bank account number, bank account no, bank acct, bank number, bank routing, account number bank, acct number, acct no, acct num, acctno, accountno, account no, routing number, routing no, routing nbr, routing num, routing, sort code, sortcode, transit number",
    de: "konto, kontonummer, kontonr, konto nr, bankkonto, bankverbindung, bankleitzahl",
    fr: "compte bancaire, numero compte, num compte, numero de compte, no compte, releve identite bancaire, code banque, code guichet",
    es: "cuenta bancaria, numero cuenta, num cuenta, numero de cuenta, nro cuenta, cuenta corriente, cuenta banco, clabe interbancaria",
    pt: "conta bancaria, conta corrente, conta poupanca, numero conta, numero da conta, num conta, chave pix, agencia bancaria",
    it: "conto corrente, conto bancario, numero conto, num conto, coordinate bancarie, c c bancario",
  },
  withOthers: { en: "account number, account num, acct, account nbr", pt: "agencia" },
};
