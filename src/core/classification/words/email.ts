// Words for e-mail addresses.

import type { ClassWords } from "./class-words.ts";

export const EMAIL: ClassWords = {
  holds: "email",
  families: ["array", "json"],
  certain: {
    short: "email, emails, e mail, e mails, eml, emailaddr, email addr, mailaddr",
    en: "email address, email addresses, e mail address, mail address, reply to, reply to address, from address, to address, cc address, mailbox, paypal",
    de: "email adresse, email adressen, e mail adresse, mail adresse, mailadresse",
    fr: "courriel, adresse courriel, adresse email, adresse mail, adresse electronique, mel",
    es: "correo, correo electronico, direccion correo, direccion email, email contacto",
    pt: "correio eletronico, correio electronico, endereco email, endereco eletronico, e mail contato",
    it: "posta elettronica, indirizzo email, indirizzo mail, casella posta, pec",
  },
  likely: { en: "mail, requester, sender email" },
};
