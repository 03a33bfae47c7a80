// Check digits, as the authorities that give numbers out publish them.

/** The digits, each times its weight. */
export function weighed(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * Number(digits[place] ?? 0), 0);
}

/** ISO/IEC 7064, MOD 11,10. */
export function passesMod11Ten(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}

const PRODUCTS =
  "0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210";
const TURNS = "0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258";
const D = PRODUCTS.split(" ");
const P = TURNS.split(" ");

/** Verhoeff's dihedral check (J. Verhoeff, Error Detecting Decimal Codes, 1969). */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let place = 0; place < digits.length; place++) {
    const turned = Number(P[place % 8]?.[Number(digits[digits.length - 1 - place])]);
    check = Number(D[check]?.[turned]);
  }
  return check === 0;
}

/** Whether the six digits can be a day, as YYMMDD. */
export function isDay(digits: string): boolean {
  const [month, day] = [Number(digits.slice(2, 4)), Number(digits.slice(4, 6))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

export function isRepeated(digits: string): boolean {
  return /^(.)\1*$/.test(digits);
}
