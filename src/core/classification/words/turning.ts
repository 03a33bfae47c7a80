// Words that turn a name away from what its other words say, when they begin it: a flag, a count, a key, a moment, a kind.

import type { Phrases } from "./class-words.ts";

export const TURNING: Phrases = {
  short: "is, has, had, id, nb, num, cnt, qty, ts, flg, dt, cod",
  en: "can, was, were, allow, allows, allowed, show, hide, hidden, use, uses, need, needs, require, requires, required, enable, enabled, disable, disabled, should, accept, accepts, accepted, send, count, total, max, min, avg, average, sum, date, time, when",
  de: "ist, hat, anzahl, datum, kann, darf, art",
  fr: "est, numero, type, taux, mode, statut, code, quantite, montant",
  es: "es, tiene, cantidad, fecha, tipo, codigo, estado, importe",
  pt: "tem, quantidade, qtd, qtde, data, valor, situacao",
  it: "ha, quantita, codice, stato, importo",
};
