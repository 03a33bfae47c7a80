// Words for what is personal and of none of the classes that ship: it is confidential.

import type { ClassWords } from "./class-words.ts";

export const SENSITIVE: ClassWords = {
  holds: "confidential",
  families: ["integer", "bytes", "array", "json", "other", "enum"],
  certain: {
    en: "religion, religious affiliation, ethnicity, ethnic group, race ethnicity, sexual orientation, gender identity, political affiliation, political party, union membership, trade union, marital status, criminal record, convictions, birth place, birthplace, place of birth, city of birth, number of children, no of children, children count, fingerprint data, biometric, biometrics, face encoding, face id, voice print",
    de: "konfession, religionszugehoerigkeit, ethnie, familienstand, geburtsort, vorstrafen, anzahl kinder, gewerkschaft",
    fr: "confession, religion, etat civil, situation familiale, lieu naissance, lieu de naissance, casier judiciaire, nombre enfants, nb enfants, orientation sexuelle",
    es: "religion, etnia, estado civil, lugar nacimiento, lugar de nacimiento, orientacion sexual, afiliacion politica, numero hijos, antecedentes penales",
    pt: "religiao, raca, etnia, estado civil, local nascimento, local de nascimento, naturalidade, orientacao sexual, numero filhos, antecedentes criminais",
    it: "religione, etnia, stato civile, luogo nascita, luogo di nascita, orientamento sessuale, numero figli, casellario",
  },
  likely: { en: "selfie, portrait, signature image, additional contact info" },
  ofPeople: {
    en: "photo, photograph, picture, image, race, demographics, household, contact info, fingerprint, voice",
    de: "foto, bild",
    fr: "photo",
    es: "foto",
    pt: "foto",
    it: "foto",
  },
};
