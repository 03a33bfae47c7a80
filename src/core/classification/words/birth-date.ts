// Words for dates of birth, and parts of one.

import type { ClassWords } from "./class-words.ts";

export const BIRTH_DATE: ClassWords = {
  holds: "birth-date",
  families: ["date", "timestamp", "integer", "numeric"],
  certain: {
    short: "dob, d o b, bday, b day, birthdt, birth dt, bdate, yob",
    en: "birth date, birthdate, birthday, birth day, date of birth, date birth, born, born on, born at, born in, born in year, year of birth, birth year, birthyear, birth month",
    de: "geburtsdatum, geb datum, gebdat, geb dat, geburtstag, geb tag, gebdatum, geburtsjahr, geboren, geboren am, gebtag",
    fr: "date naissance, date de naissance, naissance, dt naissance, datenaissance, annee naissance, date naiss",
    es: "fecha nacimiento, fecha de nacimiento, fec nacimiento, fecha nac, fec nac, nacimiento, ano nacimiento, fnacimiento",
    pt: "data nascimento, data de nascimento, dt nascimento, data nasc, dt nasc, nascimento, ano nascimento",
    it: "data nascita, data di nascita, dt nascita, datanascita, anno nascita",
  },
};
