// Values of columns, made up by what a column was said to hold: for each class in several forms and languages, and for what is not personal
// what such columns hold (codes, keys, counts, titles, versions, digests, sentences about things). Some are missing, some are not of the class.
// They were written before the thresholds of the rules were set, and by the same author.

import type { TypeFamily } from "../../src/core/model/catalogue.ts";

export type Draw = (below: number) => number;

/** The same numbers for the same text. */
function drawFrom(seed: string): Draw {
  let state = [...seed].reduce((sum, character) => (Math.imul(sum, 31) + character.charCodeAt(0)) >>> 0, 2_166_136_261);
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return (state ^ (state >>> 13)) >>> 0 === 0 ? 0 : ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

type Make = (draw: Draw, place: number) => string;
const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const one =
  (...texts: readonly string[]): Make =>
  (draw) =>
    texts[draw(texts.length)] ?? "";
const pick = (draw: Draw, from: readonly string[]): string => from[draw(from.length)] ?? "";
const digits = (draw: Draw, count: number): string => Array.from({ length: count }, () => draw(10)).join("");
const from = (draw: Draw, alphabet: string, count: number): string =>
  Array.from({ length: count }, () => alphabet[draw(alphabet.length)]).join("");

const GIVEN = words(
  "Anna Jonas Marie Luca Sofia Pierre Camille Juan Carmen Pedro Beatriz Giulia Marco Ahmed Priya Olga Emma Noah Hannah Peter Thandiwe Oyelaran Svetlana Bjørn Xóchitl Nguyệt Rania Kofi Ulrike Hrvoje",
);
const FAMILY = words(
  "Müller Schmidt Dubois Moreau García Fernández Silva Pereira Rossi Bianchi Smith Jones Taylor Kowalski Novák Okafor Yılmaz Haraldsson Nguyen Papadopoulos Vandenberghe Kapoor Achebe Zimmermann Lindqvist",
);
const TOWNS = words("Berlin Lyon Sevilla Porto Torino Leeds Austin Graz Gent Odense Nantes Bilbao Coimbra Bari Denver");
const LOREM = words(
  "the parcel was late again and nobody called back so please look into this matter soon because our door was left open",
);
const TITLES = words(
  "Starter Basic Premium Alpine Cotton Steel Oak Winter Summer Compact Deluxe Classic Ocean Forest Urban Mountain Shadow River Golden Silent",
);
const THINGS = words(
  "Jacket Lamp Table Chair Sofa Plan Bundle Kit Charger Bottle Story Album Report Course License Mixer",
);

const iban: Make = (draw) => {
  const account = digits(draw, 18);
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  const text = `DE${String(check).padStart(2, "0")}${account}`;
  return draw(2) === 0 ? text : (text.match(/.{1,4}/g) ?? []).join(" ");
};
const card: Make = (draw) => {
  const body = `${pick(draw, ["4", "51", "55", "2221"])}${digits(draw, 14)}`.slice(0, 15);
  const sum = [...body].reduce((all, digit, place) => {
    const doubled = place % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  const number = `${body}${(10 - (sum % 10)) % 10}`;
  return draw(2) === 0 ? number : (number.match(/.{1,4}/g) ?? []).join(" ");
};
const cpf: Make = (draw) => {
  const body = digits(draw, 9);
  const digit = (text: string): number => {
    const rest = ([...text].reduce((sum, each, place) => sum + Number(each) * (text.length + 1 - place), 0) * 10) % 11;
    return rest === 10 ? 0 : rest;
  };
  const first = digit(body);
  const all = `${body}${first}${digit(`${body}${first}`)}`;
  return draw(2) === 0 ? all : `${all.slice(0, 3)}.${all.slice(3, 6)}.${all.slice(6, 9)}-${all.slice(9)}`;
};
const dni: Make = (draw) => {
  const number = digits(draw, 8);
  return `${number}${"TRWAGMYFPDXBNJZSQVHLCKE"[Number(number) % 23]}`;
};
const nir: Make = (draw) => {
  const body = `${1 + draw(2)}${String(40 + draw(60))}${String(1 + draw(12)).padStart(2, "0")}75${digits(draw, 6)}`;
  return `${body}${String(97n - (BigInt(body) % 97n)).padStart(2, "0")}`;
};
const ssn: Make = (draw) => `${100 + draw(500)}-${10 + draw(89)}-${1000 + draw(8999)}`;
const name: Make = (draw) => `${pick(draw, GIVEN)} ${pick(draw, FAMILY)}`;
const prose: Make = (draw) =>
  `${pick(draw, ["Hello,", "Sehr geehrte Damen,", "Please note:", "Update:"])} ${Array.from({ length: 6 + draw(14) }, () => pick(draw, LOREM)).join(" ")}.`;
const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const hex = "0123456789abcdef";

/** Of a whole column one of the forms, since a column is filled by one program. */
const FORMS: Readonly<Record<string, readonly Make[]>> = {
  email: [(draw) => `${pick(draw, GIVEN)}.${draw(999)}@example.${pick(draw, ["com", "org", "de"])}`.toLowerCase()],
  phone: [
    (draw) => `+49 30 ${digits(draw, 8)}`,
    (draw) => `(${pick(draw, ["212", "415", "303"])}) ${pick(draw, ["555", "232", "748"])}-${1000 + draw(8999)}`,
    (draw) => `06 ${12 + draw(80)} ${10 + draw(89)} ${10 + draw(89)} ${10 + draw(89)}`,
    (draw) => `+1${pick(draw, ["212", "415", "303"])}${pick(draw, ["555", "232", "748"])}${1000 + draw(8999)}`,
  ],
  "person-name": [
    name,
    (draw) => pick(draw, GIVEN),
    (draw) => pick(draw, FAMILY),
    (draw) => `${pick(draw, FAMILY)}, ${pick(draw, GIVEN)}`,
  ],
  "national-id": [cpf, dni, nir, ssn],
  "payment-card": [card],
  "bank-account": [iban],
  address: [
    (draw) => `${1 + draw(900)} ${pick(draw, TITLES)} ${pick(draw, ["Street", "Ave", "Road", "Lane"])}`,
    (draw) => `${pick(draw, ["Linden", "Haupt", "Garten"])}${pick(draw, ["straße", "weg", "allee"])} ${1 + draw(120)}`,
    (draw) => `${1 + draw(90)} rue de ${pick(draw, TOWNS)}`,
    (draw) => `Calle ${pick(draw, FAMILY)} ${1 + draw(90)}`,
    (draw) => `Via ${pick(draw, FAMILY)} ${1 + draw(90)}`,
    (draw) => pick(draw, TOWNS),
    (draw) => digits(draw, 5),
  ],
  "ip-address": [
    (draw) => `${32 + draw(190)}.${draw(255)}.${draw(255)}.${1 + draw(254)}`,
    (draw) => `2001:db8:${from(draw, hex, 4)}::${from(draw, hex, 4)}`,
  ],
  "birth-date": [(draw) => `19${10 + draw(89)}-0${1 + draw(9)}-1${draw(9)}`],
  health: [one("J45.9", "E11", "I10", "F32.1", "asthma", "type 2 diabetes", "hypertension")],
  salary: [(draw) => `${2000 + draw(9000)}`],
  secret: [
    (draw) => `$2b$12$${from(draw, base64, 53)}`,
    (draw) => from(draw, base64, 40),
    (draw) => `sk_live_${from(draw, base64, 24)}`,
    (draw) => from(draw, hex, 64),
  ],
  "free-text": [prose],
  masked: [one("single", "married", "widowed"), (draw) => digits(draw, 21), (draw) => `user-${draw(99_999)}`],
};

const HARMLESS: readonly Make[] = [
  (draw) => `${pick(draw, TITLES)} ${pick(draw, THINGS)}`,
  (draw) => `${from(draw, "ABCDEFGHJK", 3)}-${digits(draw, 5)}`,
  one("active", "pending", "closed", "draft"),
  one("en", "de", "fr", "pt-BR"),
  (draw) => `${draw(9)}.${draw(20)}.${draw(30)}`,
  (draw) => from(draw, hex, 40),
  (draw) => `https://shop.example/${pick(draw, THINGS).toLowerCase()}/${draw(9999)}`,
  (draw) =>
    `${pick(draw, TITLES)}, made of ${pick(draw, ["steel", "wood", "cotton"])} with a ${pick(draw, ["red", "blue"])} finish and two years of warranty`,
  (draw) => `price_1M${from(draw, base64, 22)}`,
  (_, place) => String(1000 + place),
  one("USD", "EUR", "GBP"),
  (draw) => `${pick(draw, TITLES)} ${pick(draw, ["GmbH", "Ltd", "Inc", "SA"])}`,
  (draw) => `/var/data/${pick(draw, THINGS).toLowerCase()}-${draw(999)}.bin`,
];

/** At most `count`; none where a column of its type has none to look at. */
export function madeUpValues(
  { holds, family, seed }: { holds: string; family: TypeFamily; seed: string },
  count = 60,
): readonly string[] {
  const draw = drawFrom(seed);
  if (family === "json") return Array.from({ length: count }, () => documentOf(holds, draw));
  if (family === "integer" || family === "numeric")
    return Array.from({ length: count }, (_, place) => numberOf(holds, { draw, place }));
  if (family !== "text" && family !== "array" && family !== "other") return [];
  const forms = holds === "-" ? HARMLESS : (FORMS[holds] ?? HARMLESS);
  const form = forms[draw(forms.length)] ?? prose;
  return Array.from({ length: count }, (_, place) => {
    const chance = draw(100);
    return chance < 8 ? "" : chance < 12 ? "n/a" : form(draw, place);
  });
}

function numberOf(holds: string, { draw, place }: { draw: Draw; place: number }): string {
  if (holds === "payment-card") return card(draw, place).replaceAll(" ", "");
  if (holds === "national-id") return cpf(draw, place).replace(/\D/g, "");
  return holds === "salary" ? String(2000 + draw(9000)) : String(1 + draw(100_000));
}

function documentOf(holds: string, draw: Draw): string {
  if (holds === "-")
    return JSON.stringify({ theme: pick(draw, ["dark", "light"]), columns: draw(9), labels: ["a", "b"] });
  const kinds: Readonly<Record<string, unknown>> = {
    address: { street: `${draw(90)} rue de ${pick(draw, TOWNS)}`, zip: digits(draw, 5), city: pick(draw, TOWNS) },
    email: { email: `${pick(draw, GIVEN)}@example.com`, verified: true },
    phone: { home: { phone: `+49 30 ${digits(draw, 8)}` } },
    "free-text": { note: prose(draw, 0) },
    secret: { access_token: from(draw, base64, 40), expires: draw(9999) },
  };
  return JSON.stringify(
    kinds[holds] ?? { kind: "profile", contact: { full_name: name(draw, 0), email: "x@example.com" } },
  );
}
