// The listed words as they are looked up: phrases without their spaces, and the single words that names without a break are cut into.

import type { TypeFamily } from "../model/catalogue.ts";
import { ALL_CLASSES } from "./words/all-classes.ts";
import type { ClassWords, Phrases } from "./words/class-words.ts";
import { HARMLESS } from "./words/harmless.ts";
import { NEUTRAL } from "./words/neutral.ts";
import { NAME_WORDS, PEOPLE } from "./words/people.ts";
import { TURNING } from "./words/turning.ts";

/** How much a phrase says; as in class-words.ts. */
export type Strength = "certain" | "likely" | "withOthers" | "ofPeople";

export interface Meaning {
  readonly holds: string;
  readonly families: readonly TypeFamily[];
  readonly strength: Strength;
  /** As it is listed. */
  readonly phrase: string;
}

const listed = (phrases: Phrases | undefined): readonly string[] =>
  Object.values(phrases ?? {}).flatMap((some) => some.split(",").map((phrase) => phrase.trim().replace(/\s+/g, " ")));

const joined = (phrases: Phrases): ReadonlySet<string> =>
  new Set(listed(phrases).map((phrase) => phrase.replaceAll(" ", "")));

const STRENGTHS: readonly Strength[] = ["certain", "likely", "withOthers", "ofPeople"];

function meaningsOf(words: ClassWords): readonly (readonly [string, Meaning])[] {
  return STRENGTHS.flatMap((strength) =>
    listed(words[strength]).map(
      (phrase) =>
        [phrase.replaceAll(" ", ""), { holds: words.holds, families: words.families, strength, phrase }] as const,
    ),
  );
}

const ALL = ALL_CLASSES.flatMap(meaningsOf);
const ordered = STRENGTHS.toReversed().flatMap((strength) =>
  ALL.filter(([, meaning]) => meaning.strength === strength).toReversed(),
);

/** By the phrase without its spaces; of several the strongest, then the first. */
export const MEANINGS: ReadonlyMap<string, Meaning> = new Map(ordered);

/** Those of tables of people, also where a phrase means something elsewhere too. */
export const MEANINGS_OF_PEOPLE: ReadonlyMap<string, Meaning> = new Map(
  ALL.filter(([, { strength }]) => strength === "ofPeople").toReversed(),
);

export const HARMLESS_WORDS = joined(HARMLESS);
/** Those of the languages whose names begin with what they are. */
export const HARMLESS_HEADS: ReadonlySet<string> = new Set([
  ...joined({ fr: HARMLESS.fr ?? "", es: HARMLESS.es ?? "", pt: HARMLESS.pt ?? "", it: HARMLESS.it ?? "" }),
]);
export const NEUTRAL_WORDS = joined(NEUTRAL);
export const TURNING_WORDS = joined(TURNING);
export const PEOPLE_WORDS = joined(PEOPLE);
export const NAMES = joined(NAME_WORDS);

/** Every single word that is listed anywhere. */
export const KNOWN_WORDS: ReadonlySet<string> = new Set(
  [...ALL.map(([, { phrase }]) => phrase), ...[HARMLESS, NEUTRAL, TURNING, PEOPLE, NAME_WORDS].flatMap(listed)].flatMap(
    (phrase) => phrase.split(" "),
  ),
);
