// Four words that stand for a digest, to be compared by eye or read out: the same request shows the same words on every screen.
// Each word is 16 bits as consonant-vowel-consonant-vowel-consonant (Wilkerson, "A Proposal for Proquints", 2009): 64 bits in all,
// so that nobody finds another request with the same four.

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";

/** Of `sha256:` and hexadecimal digits. */
export function digestWords(digest: string): string {
  const hex = digest.slice(digest.indexOf(":") + 1);
  return [0, 4, 8, 12].map((at) => word(Number.parseInt(hex.slice(at, at + 4), 16))).join(" ");
}

function word(bits: number): string {
  const consonant = (shift: number): string => CONSONANTS.charAt((bits >> shift) & 15);
  const vowel = (shift: number): string => VOWELS.charAt((bits >> shift) & 3);
  return [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].join("");
}
