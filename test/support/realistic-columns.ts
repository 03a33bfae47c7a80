// Columns as databases really have them, made from a seed: those that hold no personal data and look like it, and those that hold it.

import type { JsonValue } from "../../src/core/model/json-value.ts";

export interface RealisticColumn {
  /** For people: what it holds. */
  readonly what: string;
  readonly type: string;
  /** The names under which it is tried: what a table calls it, and names that say nothing. */
  readonly names: readonly string[];
  readonly make: (draw: Draw) => JsonValue;
}

/** A number in [0, 1), from a seed (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class Draw {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  /** Digits, the first of them no zero. */
  digits(count: number): string {
    return Array.from({ length: count }, (_, place) => this.between(place === 0 ? 1 : 0, 9)).join("");
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to draw from");
    return item;
  }

  from(characters: string, count: number): string {
    return Array.from({ length: count }, () => characters[this.between(0, characters.length - 1)]).join("");
  }

  hex(count: number): string {
    return this.from("0123456789abcdef", count);
  }

  padded(low: number, high: number, width: number): string {
    return String(this.between(low, high)).padStart(width, "0");
  }
}

function withLuhn(body: string): string {
  for (let check = 0; check < 10; check++) if (luhn(`${body}${check}`)) return `${body}${check}`;
  return body;
}

function luhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const ean = (draw: Draw, prefix: string, length = 13): string => {
  const body = prefix + draw.digits(length - 1 - prefix.length);
  const weight = (place: number) => ((length - 1 - place) % 2 === 1 ? 3 : 1);
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * weight(place), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
};

const WORDS = ["alpha", "delivery", "northern", "blue", "widget", "urgent", "late", "return", "sample", "spare"];
const sentence = (draw: Draw, count = 4): string => Array.from({ length: count }, () => draw.of(WORDS)).join(" ");
const uuid = (draw: Draw): string =>
  `${draw.hex(8)}-${draw.hex(4)}-4${draw.hex(3)}-${draw.of(["8", "9", "a", "b"])}${draw.hex(3)}-${draw.hex(12)}`;
const snowflake = (draw: Draw): string => draw.digits(draw.between(18, 19));
const day = (draw: Draw): string => `20${draw.padded(0, 29, 2)}-${draw.padded(1, 12, 2)}-${draw.padded(1, 28, 2)}`;
const clock = (draw: Draw): string => `${draw.padded(0, 23, 2)}:${draw.padded(0, 59, 2)}:${draw.padded(0, 59, 2)}`;
const version = (draw: Draw, most = 25): string =>
  `${draw.between(0, most)}.${draw.between(0, most)}.${draw.between(0, most)}.${draw.between(0, most)}`;

/** What holds no personal data. */
export const HARMLESS: readonly RealisticColumn[] = [
  { what: "snowflake ids as bigint", type: "bigint", names: ["id"], make: snowflake },
  { what: "snowflake ids as text", type: "text", names: ["id", "message_id", "x"], make: snowflake },
  { what: "order numbers of 16 digits", type: "text", names: ["order_number", "order_id"], make: (d) => d.digits(16) },
  {
    what: "numbers of 16 digits under a name that says nothing",
    type: "text",
    names: ["x", "value"],
    make: (d) => d.digits(16),
  },
  { what: "numbers of 16 digits as numeric", type: "numeric", names: ["x"], make: (d) => d.digits(16) },
  {
    what: "order numbers in groups",
    type: "text",
    names: ["order_number"],
    make: (d) => `${d.digits(3)}-${d.digits(7)}-${d.digits(7)}`,
  },
  {
    what: "invoice numbers",
    type: "character varying",
    names: ["invoice_no"],
    make: (d) => `INV-${d.between(2019, 2026)}-${d.digits(8)}`,
  },
  {
    what: "EAN-13",
    type: "text",
    names: ["ean", "gtin", "barcode", "x"],
    make: (d) => ean(d, d.of(["40", "50", "76", "54", "30", "4"])),
  },
  { what: "GTIN-14", type: "text", names: ["gtin", "x"], make: (d) => ean(d, d.of(["1", "3", "36"]), 14) },
  { what: "UPC-A", type: "text", names: ["upc", "x"], make: (d) => ean(d, "0", 12) },
  { what: "ISBN-13", type: "text", names: ["isbn", "x"], make: (d) => ean(d, "978") },
  {
    what: "ISBN-13 with hyphens",
    type: "text",
    names: ["isbn"],
    make: (d) => `978-${d.digits(1)}-${d.digits(4)}-${d.digits(4)}-${d.digits(1)}`,
  },
  {
    what: "IMEI (with its Luhn digit)",
    type: "text",
    names: ["imei", "device_id", "x"],
    make: (d) => withLuhn(d.of(["35", "86", "01"]) + d.digits(12)),
  },
  {
    what: "ICCID (with its Luhn digit)",
    type: "text",
    names: ["iccid", "x"],
    make: (d) => withLuhn(`89${d.digits(16)}`),
  },
  {
    what: "parcel tracking (UPS, FedEx, DHL, USPS)",
    type: "text",
    names: ["tracking_number"],
    make: (d) =>
      d.of([
        `1Z${d.from("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 16)}`,
        d.digits(12),
        d.digits(15),
        d.digits(20),
        `JJD${d.digits(18)}`,
        `9400${d.digits(18)}`,
      ]),
  },
  {
    what: "parcel tracking in sentences",
    type: "text",
    names: ["note"],
    make: (d) => `Parcel ${d.of(["no. ", "#", ""])}${d.digits(d.of([12, 14, 15, 16]))} ${sentence(d, 2)}`,
  },
  {
    what: "orders named in sentences",
    type: "text",
    names: ["comment"],
    make: (d) => `Order ${d.of(["number ", "#", "no. ", ""])}${d.digits(16)} is ${sentence(d, 2)}`,
  },
  {
    what: "epoch seconds as text",
    type: "text",
    names: ["created", "x"],
    make: (d) => String(d.between(1_500_000_000, 1_800_000_000)),
  },
  {
    what: "epoch milliseconds",
    type: "bigint",
    names: ["ts"],
    make: (d) => d.between(1_500_000_000_000, 1_800_000_000_000),
  },
  {
    what: "epoch milliseconds as text",
    type: "text",
    names: ["ts", "x"],
    make: (d) => String(d.between(1_500_000_000_000, 1_800_000_000_000)),
  },
  {
    what: "epoch microseconds as text",
    type: "text",
    names: ["ts", "x"],
    make: (d) => `${d.between(1_500_000_000, 1_800_000_000)}${d.padded(0, 999_999, 6)}`,
  },
  {
    what: "epoch nanoseconds as text",
    type: "text",
    names: ["ts", "x"],
    make: (d) => `${d.between(1_500_000_000, 1_800_000_000)}${d.padded(0, 999_999_999, 9)}`,
  },
  {
    what: "timestamps as text",
    type: "text",
    names: ["at", "x"],
    make: (d) => `${day(d)}${d.of([" ", "T"])}${clock(d)}${d.of(["", ".123456", "Z", "+00:00", "-05:00"])}`,
  },
  {
    what: "compact timestamps",
    type: "text",
    names: ["x", "file_stamp"],
    make: (d) => `${day(d).replaceAll("-", "")}${clock(d).replaceAll(":", "")}`,
  },
  {
    what: "timestamps with time zone",
    type: "timestamp with time zone",
    names: ["at"],
    make: (d) => `${day(d)} ${clock(d)}+00`,
  },
  { what: "versions of four parts", type: "text", names: ["version", "x", "firmware"], make: (d) => version(d) },
  {
    what: "versions with build numbers",
    type: "text",
    names: ["version"],
    make: (d) => `${d.between(1, 140)}.0.${d.between(0, 255)}.${d.between(0, 255)}`,
  },
  {
    what: "semantic versions and packages",
    type: "text",
    names: ["dependency"],
    make: (d) =>
      `${d.of(["react", "left-pad", "@types/node"])}@${d.between(0, 20)}.${d.between(0, 20)}.${d.between(0, 20)}${d.of(["", "-beta.1", "-rc.2"])}`,
  },
  {
    what: "user agents",
    type: "text",
    names: ["user_agent", "x"],
    make: (d) =>
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${d.between(80, 140)}.0.0.0 Safari/537.36 Edg/${d.between(80, 140)}.0.${d.between(0, 255)}.${d.between(0, 99)}`,
  },
  {
    what: "upgrades named in sentences",
    type: "text",
    names: ["note"],
    make: (d) => `Upgraded from ${version(d)} to ${version(d)}`,
  },
  {
    what: "object identifiers",
    type: "text",
    names: ["oid", "x"],
    make: (d) => `1.3.6.1.4.1.${d.between(1, 50_000)}.${d.between(1, 9)}`,
  },
  { what: "prices", type: "numeric", names: ["price"], make: (d) => `${d.between(0, 9_999)}.${d.padded(0, 99, 2)}` },
  {
    what: "prices as text",
    type: "text",
    names: ["price", "x"],
    make: (d) =>
      `${d.of(["$", "€", "EUR ", ""])}${d.between(1, 999)},${d.padded(0, 999, 3)},${d.padded(0, 999, 3)}.${d.padded(0, 99, 2)}`,
  },
  {
    what: "coordinates",
    type: "text",
    names: ["position", "x"],
    make: (d) =>
      `${d.of(["+", "-", ""])}${d.between(0, 89)}.${d.digits(d.between(4, 8))}, ${d.of(["+", "-", ""])}${d.between(0, 179)}.${d.digits(d.between(4, 8))}`,
  },
  {
    what: "coordinates of ISO 6709",
    type: "text",
    names: ["geo", "x"],
    make: (d) => `+${d.padded(0, 89, 2)}.${d.digits(4)}-${d.padded(0, 179, 3)}.${d.digits(4)}/`,
  },
  {
    what: "latitudes with a sign",
    type: "text",
    names: ["lat", "x"],
    make: (d) => `+${d.between(1, 89)}.${d.digits(8)}`,
  },
  {
    what: "points",
    type: "point",
    names: ["place"],
    make: (d) => `(${d.between(0, 89)}.${d.digits(12)},${d.between(0, 179)}.${d.digits(12)})`,
  },
  { what: "SHA-256", type: "text", names: ["digest", "x"], make: (d) => d.hex(64) },
  { what: "SHA-1, short", type: "text", names: ["commit", "x"], make: (d) => d.hex(d.of([7, 12, 40])) },
  {
    what: "MD5 with colons",
    type: "text",
    names: ["fingerprint", "x"],
    make: (d) => Array.from({ length: 16 }, () => d.hex(2)).join(":"),
  },
  {
    what: "hashes of digits alone for 16 places",
    type: "text",
    names: ["etag", "x"],
    make: (d) => `W/"${d.digits(16)}-${d.hex(12)}"`,
  },
  { what: "UUID", type: "uuid", names: ["id"], make: uuid },
  { what: "UUID as text", type: "text", names: ["id", "x"], make: uuid },
  { what: "ULID", type: "text", names: ["id", "x"], make: (d) => d.from("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26) },
  {
    what: "base64",
    type: "text",
    names: ["blob", "x"],
    make: (d) => d.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 64),
  },
  {
    what: "networks",
    type: "cidr",
    names: ["network"],
    make: (d) => `${d.between(1, 223)}.${d.between(0, 255)}.0.0/16`,
  },
  {
    what: "MAC addresses",
    type: "macaddr",
    names: ["mac"],
    make: (d) => Array.from({ length: 6 }, () => d.hex(2)).join(":"),
  },
  {
    what: "MAC addresses as text",
    type: "text",
    names: ["mac", "x"],
    make: (d) => Array.from({ length: 6 }, () => d.hex(2)).join(":"),
  },
  { what: "time spans and clock times", type: "text", names: ["took", "x"], make: (d) => `${clock(d)}.${d.digits(6)}` },
  {
    what: "licence keys in groups of four digits",
    type: "text",
    names: ["license_key"],
    make: (d) => `${d.digits(4)}-${d.digits(4)}-${d.digits(4)}-${d.digits(4)}`,
  },
  {
    what: "part numbers like 123-45-6789",
    type: "text",
    names: ["part_number", "sku"],
    make: (d) => `${d.padded(1, 665, 3)}-${d.padded(1, 99, 2)}-${d.padded(1, 9_999, 4)}`,
  },
  {
    what: "vehicle identification numbers",
    type: "text",
    names: ["vin", "x"],
    make: (d) => d.from("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 17),
  },
  {
    what: "tax and company numbers",
    type: "text",
    names: ["vat_number", "x"],
    make: (d) => `${d.of(["DE", "ATU", "FR", "IT", "ESB"])}${d.digits(d.between(8, 11))}`,
  },
  {
    what: "currency pairs, SWIFT codes",
    type: "text",
    names: ["bic", "x"],
    make: (d) => d.of(["DEUTDEFF500", "BNPAFRPP", "CHASUS33", "EURUSD"]),
  },
  {
    what: "retina images and file names",
    type: "text",
    names: ["file", "x"],
    make: (d) => `${d.of(WORDS)}@${d.between(2, 3)}x.${d.of(["png", "webp", "jpg"])}`,
  },
  {
    what: "log lines with ids",
    type: "text",
    names: ["line"],
    make: (d) =>
      `${day(d)}T${clock(d)}Z INFO worker-${d.between(1, 99)} trace=${d.digits(16)} span=${d.hex(16)} took ${d.between(1, 9_999)}ms`,
  },
  {
    what: "sentences with amounts and dates",
    type: "text",
    names: ["note", "x"],
    make: (d) => `${sentence(d)} ${day(d)} ${d.between(1, 9_999)} EUR, ${d.between(1, 12)} of ${d.between(1, 99)}`,
  },
  {
    what: "webhooks (JSON of a shop)",
    type: "jsonb",
    names: ["payload"],
    make: (d) => ({
      id: Number(d.digits(13)),
      order_number: d.digits(16),
      admin_id: `gid://shop/Order/${d.digits(13)}`,
      created_at: `${day(d)}T${clock(d)}-05:00`,
      total_price: `${d.between(1, 999)}.${d.padded(0, 99, 2)}`,
      lines: [{ sku: d.digits(13), ean: ean(d, "40"), quantity: d.between(1, 9), serial: d.digits(15) }],
      client_version: version(d),
    }),
  },
  {
    what: "webhooks (JSON of a payment service)",
    type: "json",
    names: ["body"],
    make: (d) => ({
      id: `evt_${d.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 24)}`,
      created: d.between(1_500_000_000, 1_800_000_000),
      data: {
        object: {
          amount: d.between(100, 99_999),
          fingerprint: d.hex(16),
          last4: d.digits(4),
          exp_year: d.between(2024, 2032),
        },
      },
      api_version: day(d),
    }),
  },
  {
    what: "JSON with numbers that a double does not hold",
    type: "jsonb",
    names: ["event"],
    make: (d) => `{"id": ${snowflake(d)}, "parent": ${d.digits(16)}, "ts": ${d.digits(19)}}`,
  },
  {
    what: "JSON in a text",
    type: "text",
    names: ["payload", "x"],
    make: (d) =>
      `{"id":${d.digits(16)},"trace_id":"${d.digits(16)}","at":${d.between(1_500_000_000_000, 1_800_000_000_000)},"build":"${version(d)}"}`,
  },
  { what: "lists of ids", type: "bigint[]", names: ["ids"], make: (d) => [snowflake(d), snowflake(d)] },
  {
    what: "lists of order numbers",
    type: "text[]",
    names: ["order_numbers"],
    make: (d) => [d.digits(16), d.digits(16)],
  },
];

/** First digits and length of cards that networks give out. */
const CARDS: readonly (readonly [string, readonly string[], number])[] = [
  ["Visa", ["4"], 16],
  ["Mastercard", ["51", "52", "53", "54", "55"], 16],
  ["Mastercard of the range of 2", ["2221", "2300", "2500", "2719"], 16],
  ["American Express", ["34", "37"], 15],
  ["Discover", ["6011", "644", "65"], 16],
  ["Diners Club", ["300", "305", "36", "38"], 14],
  ["JCB", ["3528", "3569", "3589"], 16],
  ["UnionPay", ["62"], 16],
  ["Maestro", ["5018", "6304", "6759"], 16],
  ["Mir", ["2200", "2204"], 16],
  ["RuPay", ["60", "6521", "508"], 16],
  ["Elo", ["504175", "509000", "636368", "650031"], 16],
];

const cardOf = (draw: Draw, prefixes: readonly string[], length: number): string => {
  const prefix = draw.of(prefixes);
  return withLuhn(prefix + Array.from({ length: length - prefix.length - 1 }, () => draw.between(0, 9)).join(""));
};

const grouped = (digits: string, separator: string): string => {
  const sizes = digits.length === 15 ? [4, 6, 5] : digits.length === 14 ? [4, 6, 4] : [4, 4, 4, 4];
  let at = 0;
  return sizes.map((size) => digits.slice(at, (at += size))).join(separator);
};

/** By country: international, and as the country writes it. */
const PHONES: readonly (readonly [string, (draw: Draw) => readonly [string, string]])[] = [
  [
    "US",
    (d) => [
      `+1 ${d.between(2, 9)}${d.padded(0, 99, 2)} ${d.between(2, 9)}${d.padded(0, 99, 2)} ${d.padded(0, 9_999, 4)}`,
      `(${d.between(2, 9)}${d.padded(0, 99, 2)}) ${d.between(2, 9)}${d.padded(0, 99, 2)}-${d.padded(0, 9_999, 4)}`,
    ],
  ],
  ["GB", (d) => [`+44 20 ${d.digits(4)} ${d.digits(4)}`, `020 ${d.digits(4)} ${d.digits(4)}`]],
  ["DE", (d) => [`+49 30 ${d.digits(7)}`, `030/${d.digits(7)}`]],
  [
    "FR",
    (d) => [
      `+33 6 ${d.padded(0, 99, 2)} ${d.padded(0, 99, 2)} ${d.padded(0, 99, 2)} ${d.padded(0, 99, 2)}`,
      `06 ${d.padded(0, 99, 2)} ${d.padded(0, 99, 2)} ${d.padded(0, 99, 2)} ${d.padded(0, 99, 2)}`,
    ],
  ],
  ["ES", (d) => [`+34 6${d.digits(8)}`, `6${d.padded(0, 99, 2)} ${d.digits(3)} ${d.digits(3)}`]],
  ["IT", (d) => [`+39 347 ${d.digits(7)}`, `347 ${d.digits(7)}`]],
  ["IN", (d) => [`+91 98${d.digits(8)}`, `98${d.digits(3)} ${d.digits(5)}`]],
  ["JP", (d) => [`+81-90-${d.digits(4)}-${d.digits(4)}`, `090-${d.digits(4)}-${d.digits(4)}`]],
  ["BR", (d) => [`+55 (11) 9${d.digits(4)}-${d.digits(4)}`, `(11) 9${d.digits(4)}-${d.digits(4)}`]],
  [
    "AU",
    (d) => [
      `+61 4${d.padded(0, 99, 2)} ${d.digits(3)} ${d.digits(3)}`,
      `04${d.padded(0, 99, 2)} ${d.digits(3)} ${d.digits(3)}`,
    ],
  ],
];

const IBANS: Readonly<Record<string, (draw: Draw) => string>> = {
  DE: (d) => d.digits(18),
  GB: (d) => `${d.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4)}${d.digits(14)}`,
  FR: (d) => d.digits(23),
  NL: (d) => `${d.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4)}${d.digits(10)}`,
  ES: (d) => d.digits(20),
  NO: (d) => d.digits(11),
};

function ibanOf(draw: Draw): string {
  const country = draw.of(Object.keys(IBANS));
  const body = IBANS[country]?.(draw) ?? "";
  const number = [...`${body}${country}00`].map((character) => Number.parseInt(character, 36)).join("");
  return `${country}${String(98n - (BigInt(number) % 97n)).padStart(2, "0")}${body}`;
}

const ipv4 = (d: Draw): string =>
  `${d.between(31, 223)}.${d.between(0, 255)}.${d.between(1, 255)}.${d.between(1, 254)}`;
const person = (d: Draw): string =>
  `${d.of(["ann.lee", "jürgen", "o.brien+shop", "kim_99"])}@${d.of(["mail.example", "example.co.uk", "163.com"])}`;

export interface PersonalColumn extends RealisticColumn {
  readonly class: string;
}

/** What holds it. */
export const PERSONAL: readonly PersonalColumn[] = [
  ...CARDS.flatMap(([network, prefixes, length]): PersonalColumn[] => [
    {
      class: "payment-card",
      what: `${network}, digits alone, in a column of cards`,
      type: "text",
      names: ["card_number", "pan"],
      make: (d) => cardOf(d, prefixes, length),
    },
    ...(network === "Maestro"
      ? []
      : [
          {
            class: "payment-card",
            what: `${network}, in groups`,
            type: "text",
            names: ["x", "note"],
            make: (d: Draw) => grouped(cardOf(d, prefixes, length), d.of([" ", "-"])),
          },
          {
            class: "payment-card",
            what: `${network}, in a sentence`,
            type: "text",
            names: ["note"],
            make: (d: Draw) =>
              `${sentence(d, 2)} card ${cardOf(d, prefixes, length)} ${d.of(["12/27", "declined", ""])}`,
          },
        ]),
  ]),
  {
    class: "payment-card",
    what: "Visa in the JSON of a webhook",
    type: "jsonb",
    names: ["payload"],
    make: (d) => ({ id: d.digits(13), source: { card: { number: cardOf(d, ["4"], 16), exp: "12/27" } } }),
  },
  {
    class: "payment-card",
    what: "Visa in JSON in a text",
    type: "text",
    names: ["payload"],
    make: (d) => JSON.stringify({ cardNumber: cardOf(d, ["4"], 16) }),
  },
  {
    class: "payment-card",
    what: "Visa with words before and a date behind",
    type: "text",
    names: ["comment"],
    make: (d) => `please charge ${grouped(cardOf(d, ["4"], 16), " ")} 12/27`,
  },
  {
    class: "payment-card",
    what: "Visa in what people write, no word for it",
    type: "text",
    names: ["comment"],
    make: (d) => cardOf(d, ["4"], 16),
  },
  ...PHONES.flatMap(([country, make]): PersonalColumn[] => [
    {
      class: "phone",
      what: `${country}, international`,
      type: "text",
      names: ["x", "note", "phone"],
      make: (d) => make(d)[0],
    },
    {
      class: "phone",
      what: `${country}, international, no spaces`,
      type: "text",
      names: ["x"],
      make: (d) => make(d)[0].replace(/[^+\d]/g, ""),
    },
    {
      class: "phone",
      what: `${country}, as the country writes it, in a column of telephones`,
      type: "text",
      names: ["phone", "mobile_no"],
      make: (d) => make(d)[1],
    },
    {
      class: "phone",
      what: `${country}, as the country writes it, in a sentence`,
      type: "text",
      names: ["note"],
      make: (d) => `call me: ${make(d)[1]}`,
    },
  ]),
  { class: "email", what: "addresses", type: "text", names: ["x", "note", "id"], make: person },
  {
    class: "email",
    what: "addresses in sentences",
    type: "text",
    names: ["note"],
    make: (d) => `${sentence(d, 2)} <${person(d)}>, ${sentence(d, 1)}`,
  },
  {
    class: "email",
    what: "addresses in JSON",
    type: "jsonb",
    names: ["payload"],
    make: (d) => ({ customer: { contact: [person(d)] } }),
  },
  { class: "iban", what: "IBANs of six countries", type: "text", names: ["x", "note", "account_id"], make: ibanOf },
  {
    class: "iban",
    what: "IBANs in groups",
    type: "text",
    names: ["note"],
    make: (d) => `IBAN ${ibanOf(d).replace(/(.{4})(?=.)/g, "$1 ")}`,
  },
  {
    class: "national-id",
    what: "social security numbers",
    type: "text",
    names: ["x", "ssn", "note"],
    make: (d) => `${d.padded(1, 665, 3)}-${d.padded(1, 99, 2)}-${d.padded(1, 9_999, 4)}`,
  },
  {
    class: "national-id",
    what: "social security numbers in sentences",
    type: "text",
    names: ["note"],
    make: (d) => `her SSN is ${d.padded(1, 665, 3)}-${d.padded(1, 99, 2)}-${d.padded(1, 9_999, 4)}.`,
  },
  { class: "ip-address", what: "IPv4", type: "text", names: ["x", "ip", "last_login_ip"], make: ipv4 },
  {
    class: "ip-address",
    what: "IPv4 with small parts, in a column of addresses",
    type: "text",
    names: ["client_ip"],
    make: (d) => version(d).replace(/^0/, "5"),
  },
  {
    class: "ip-address",
    what: "IPv4 in log lines",
    type: "text",
    names: ["line"],
    make: (d) => `${day(d)} login of user 5 from ${ipv4(d)} port ${d.digits(5)}`,
  },
  {
    class: "ip-address",
    what: "IPv4 in URLs",
    type: "text",
    names: ["url"],
    make: (d) => `http://${version(d).replace(/^0/, "5")}:8080/path`,
  },
  { class: "ip-address", what: "inet", type: "inet", names: ["addr"], make: ipv4 },
  {
    class: "ip-address",
    what: "IPv6",
    type: "text",
    names: ["x", "ip"],
    make: (d) => `2001:db8:${d.hex(4)}:${d.hex(3)}::${d.hex(4)}`,
  },
  {
    class: "ip-address",
    what: "IPv6, in full",
    type: "text",
    names: ["x"],
    make: (d) => `2a02:${Array.from({ length: 7 }, () => d.hex(4)).join(":")}`,
  },
];
