// Whether a text may hold anything that the content scan looks for: one look, by which most texts are passed over.

/** What all that is looked for holds. */
const ANY = /@|\d[\d .()/-]{5}|[0-9a-f]{4}:[0-9a-f:]/i;

export function mayHold(text: string): boolean {
  return ANY.test(text);
}

const DIGIT = 1;
/** What may stand between the digits of a number that people write. */
const BETWEEN = 2;
const HEX = 4;
const COLON = 8;
const AT = 16;

const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/\d/.test(character)) return DIGIT | HEX;
  if (/[a-f]/i.test(character)) return HEX;
  if (/[ .()/-]/.test(character)) return BETWEEN;
  return character === ":" ? COLON : character === "@" ? AT : 0;
});

const LONGEST = 6;
const GROUP = 4;

/** The same of a text's bytes in UTF-8, between `from` and `to`: nothing that is looked for has a byte beyond ASCII. */
export function mayHoldIn(bytes: Uint8Array, from: number, to: number): boolean {
  let number = 0;
  let hex = 0;
  let address = false;
  for (let at = from; at < to; at++) {
    const kind = KINDS[bytes[at] ?? 0] ?? 0;
    if (kind === 0) {
      number = 0;
      hex = 0;
      address = false;
      continue;
    }
    if (kind === AT || (address && (kind & (HEX | COLON)) !== 0)) return true;
    address = kind === COLON && hex >= GROUP;
    hex = (kind & HEX) !== 0 ? hex + 1 : 0;
    number = (kind & DIGIT) !== 0 || (kind === BETWEEN && number > 0) ? number + 1 : 0;
    if (number === LONGEST) return true;
  }
  return false;
}
