// Words for telephone numbers.

import type { ClassWords } from "./class-words.ts";

export const PHONE: ClassWords = {
  holds: "phone",
  families: ["integer", "numeric", "array", "json"],
  certain: {
    short: "phone, phones, tel, telno, tel no, tel nr, fax, faxes, msisdn, whatsapp, sms number, ph no, phn, phone nbr",
    en: "phone number, phone numbers, phone no, phone num, telephone, telephone number, telephone no, mobile number, mobile no, mobile phone, mobile phone number, cell phone, cellphone, cell number, landline, contact number, contact no, contact phone, caller id, caller number, direct line, direct dial, home phone, work phone, fax number, fax no, phone extension, phone ext",
    de: "telefon, telefonnummer, telefonnr, telefon nr, tel nummer, rufnummer, mobilnummer, mobilnr, mobil nr, mobiltelefon, handynummer, handynr, handy, faxnummer, festnetz, festnetznummer, durchwahl",
    fr: "telephone portable, telephone fixe, telephone mobile, numero telephone, numero de telephone, num tel, num telephone, no tel, tel portable, tel fixe, tel mobile, telecopie, telecopieur",
    es: "telefono, telefonos, telefono movil, telefono fijo, numero telefono, numero de telefono, num telefono, tel movil, tel fijo",
    pt: "telefone, telefones, telefone celular, telefone fixo, numero telefone, numero de telefone, telemovel, num telefone, celular",
    it: "telefono cellulare, telefono fisso, numero telefono, numero di telefono, num telefono, recapito telefonico, cellulare, cell",
  },
  likely: {
    en: "mobile, mobiles, cell, extension, voicemail, pager",
    de: "mobil",
    fr: "portable, fixe",
    es: "movil",
    short: "mob",
  },
};
