import { describe, expect, it } from "vitest";
import { ALL_KINDS } from "./all-kinds.ts";

/** Numbers that authorities and standards print as examples, and such as nobody has. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  "payment cards": ["4111111111111111", "5555 5555 5555 4444", "378282246310005", "6011-1111-1111-1117"],
  IBANs: ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "FR1420041010050500013M02606"],
  "Spanish identity numbers (DNI, NIE)": ["12345678Z", "X1234567L"],
  "French social security numbers (NIR)": ["255081416802538", "2 55 08 14 168 025 38"],
  "Italian tax codes (codice fiscale)": ["RSSMRA85T10A562S"],
  "Brazilian tax numbers (CPF)": ["111.444.777-35", "52998224725"],
  "Dutch citizen numbers (BSN)": ["111222333", "123456782"],
  "German tax numbers (Steuer-ID)": ["86095742719", "65929970489"],
  "Polish personal numbers (PESEL)": ["44051401359", "02070803628"],
  "Belgian national numbers": ["85.07.30-033.28", "17073003384"],
  "Swedish personal numbers": ["811228-9874", "19811228-9874"],
  "Finnish personal codes": ["131052-308T"],
  "Indian identity numbers (Aadhaar)": ["2341 2341 2346", "999941057058"],
  "Chinese identity numbers": ["11010519491231002X"],
  "American social security numbers": ["078-05-1120"],
  "British insurance numbers (NINO)": ["AB 12 34 56 C"],
  "phone numbers": ["+49 30 901820", "+12024561111", "(202) 456-1111", "020 7946 0958", "01 42 68 53 00"],
  "e-mail addresses": ["ann@example.com", "jörg.o@bücher.example", "Ann<ann@example.com>"],
  "IP addresses": ["192.168.10.254", "2001:db8::7334", "10.1.2.200, 172.16.0.1", "203.0.113.0/24"],
  "secrets, by the prefixes that they are given": [
    ["sk", "live", "4eC39HqLyjWDarjtT1zdp7dc"].join("_"),
    "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub",
  ],
  "streets with their numbers": [
    "12 Oak Street",
    "Lindenstraße 12",
    "5 bis rue de Lyon",
    "Calle Mayor 3",
    "Via Roma 7",
    "Rua Augusta, 90",
  ],
  "places on the globe": ["52.5200, 13.4050"],
  "common names of persons": ["Anna Müller", "García, Juan", "MARIA SILVA", "Pierre"],
  "random as keys are": ["Kx82mQpZr7LtV0nWs5Yb3CdFhJg9TeUa"],
};

const CHANGED: Readonly<Record<string, readonly string[]>> = {
  "payment cards": ["4111111111111112", "1111111111111117", "2020-01-01"],
  IBANs: ["DE89 3704 0044 0532 0130 01", "ZZ29NWBK60161331926819"],
  "Spanish identity numbers (DNI, NIE)": ["12345678A"],
  "French social security numbers (NIR)": ["255081416802539"],
  "Italian tax codes (codice fiscale)": ["RSSMRA85T10A562T"],
  "Brazilian tax numbers (CPF)": ["11144477736", "11111111111"],
  "Dutch citizen numbers (BSN)": ["111222334", "000000000"],
  "German tax numbers (Steuer-ID)": ["86095742710", "12345678901"],
  "Polish personal numbers (PESEL)": ["44051401358"],
  "Belgian national numbers": ["85073003329"],
  "Swedish personal numbers": ["811228-9875"],
  "Finnish personal codes": ["131052-308U"],
  "Indian identity numbers (Aadhaar)": ["234123412347"],
  "Chinese identity numbers": ["110105194912310021"],
  "American social security numbers": ["000-05-1120", "666-05-1120", "078051120"],
  "British insurance numbers (NINO)": ["BG123456C"],
  "phone numbers": ["2020-01-01", "12345678", "+1 111 111 1111", "1.2.3.4", "19.99"],
  "e-mail addresses": ["@handle", "left-pad@1.3.0", "a b@example.com x"],
  "IP addresses": ["1.2.3.4", "10.20.30", "256.1.1.1", "12:30:45"],
  "secrets, by the prefixes that they are given": ["sketch", "eyelash", "price_1MowQVLkdIwHu7ixeraBm864"],
  "streets with their numbers": ["Street", "12 Monkeys", "viable 7"],
  "places on the globe": ["52, 13"],
  "common names of persons": ["Alpine Jacket", "Schmidt GmbH", "order 12", "https://anna.example"],
  "random as keys are": [
    "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "price_1MowQVLkdIwHu7ixeraBm864",
    "just-a-long-name-of-a-page-2024",
  ],
};

describe("ALL_KINDS", () => {
  it.each(ALL_KINDS.map((kind) => [kind.says, kind] as const))("knows %s, and what is almost one", (says, kind) => {
    for (const value of SHOWN[says] ?? []) expect([value, kind.fits(value)]).toEqual([value, true]);
    for (const value of CHANGED[says] ?? []) expect([value, kind.fits(value)]).toEqual([value, false]);
    expect([SHOWN[says]?.length ?? 0, CHANGED[says]?.length ?? 0].every((count) => count > 0)).toBe(true);
  });
});
