// What the name of a place says about what stands in it: of a column, or of a member of JSON. Names come from the catalogue and from values;
// a name that the caller gives may add evidence and takes none away.

export interface Place {
  readonly card: boolean;
  readonly phone: boolean;
  readonly ip: boolean;
  /** A number that names a thing: an order, a parcel, a version, a point in time. */
  readonly identifier: boolean;
  /** What people write. */
  readonly prose: boolean;
}

export const NOWHERE: Place = { card: false, phone: false, ip: false, identifier: false, prose: false };

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const CARD = words(
  `card cards cardnumber cardno pan ccn ccnum ccnumber cc creditcard debitcard credit debit visa mastercard amex maestro
   kreditkarte karte kartennummer tarjeta carte carta cartao cartão kort kortnummer kaart karta`,
);
const PHONE = words(
  `phone phones phonenumber telephone tel telefon telefono teléfono telefone mobile mobil cell cellphone fax msisdn whatsapp handy sms`,
);
const IP = words(`ip ips ipv4 ipv6 ipaddr ipaddress forwarded`);
const IDENTIFIER = words(
  `id ids no nr num number ref reference code key sku order orders invoice receipt tracking parcel shipment waybill awb serial imei imsi iccid
   meid ean gtin upc isbn asin barcode epoch timestamp ts time date at ms version versions build release firmware os hash digest checksum
   sha md5 uuid guid token batch lot ticket transaction trace span snowflake seq sequence nonce count amount price total cost qty quantity
   lat lon lng latitude longitude coordinate coordinates geo position license licence voucher coupon gift account iban part model revision
   vin meter device asset case docket policy contract`,
);
const PROSE = words(
  `note notes comment comments memo message messages body text texts description details detail content remark remarks subject transcript
   feedback review reason summary answer reply chat bio about info instructions prompt response question email_body free narrative
   notiz bemerkung kommentar nachricht beschreibung nota notas comentario mensaje commentaire`,
);

const WORDS: Readonly<Record<keyof Place, ReadonlySet<string>>> = {
  card: CARD,
  phone: PHONE,
  ip: IP,
  identifier: IDENTIFIER,
  prose: PROSE,
};

const KINDS = ["card", "phone", "ip", "identifier", "prose"] as const;

const MEANINGS: ReadonlyMap<string, readonly (keyof Place)[]> = new Map(
  KINDS.flatMap((kind) => [...WORDS[kind]]).map((word) => [word, KINDS.filter((kind) => WORDS[kind].has(word))]),
);

/**
 * `names`: of the places from which the value comes, each from the outside in (a table, its column, members of JSON). `given`: what else it
 * is called, which takes no evidence away.
 */
export function placeOf(names: readonly (readonly string[])[], given: readonly string[] = []): Place {
  const paths = names.map((path) => path.map(meaningsOf));
  const all = new Set([...paths.flat(2), ...given.flatMap(meaningsOf)]);
  const last = paths.map((path) => path.at(-1) ?? []);
  return {
    card: all.has("card"),
    phone: all.has("phone"),
    ip: all.has("ip"),
    identifier: last.length > 0 && last.every((own) => own.includes("identifier")),
    prose: last.some((own) => own.includes("prose")),
  };
}

function meaningsOf(name: string): readonly (keyof Place)[] {
  return wordsOf(name).flatMap((word) => MEANINGS.get(word) ?? []);
}

/** The same place, further in by members of JSON. */
export function placeWithin(place: Place, names: readonly string[]): Place {
  if (names.length === 0) return place;
  const own = placeOf([names]);
  return { ...own, card: place.card || own.card, phone: place.phone || own.phone, ip: place.ip || own.ip };
}

/** `cardNumber`, `card_number`, `CARD-NUMBER`, `card number`. */
function wordsOf(name: string): readonly string[] {
  const lower = name.toLowerCase();
  const apart = name === lower ? name : name.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").toLowerCase();
  const found: readonly string[] = apart.match(WORD) ?? [];
  return lower === "" || (found.length === 1 && found[0] === lower) ? found : [...found, lower];
}

const WORD = /\p{L}+|\d+/gu;
