// What the files of this folder say of a class. To teach Gatehouse a word, add it to the class's file, in its language.
// A phrase is one or more words in lower case, without accents (ß is ss); it is found however the words of a name are joined: `api key` is
// in `api-key`, `apiKey`, `API_KEY` and `apikey`. Phrases are parted by commas.

import type { TypeFamily } from "../../model/catalogue.ts";

export type Language = "en" | "de" | "fr" | "es" | "pt" | "it";

export type Phrases = Readonly<Partial<Record<Language | "short", string>>>;

export interface ClassWords {
  /** The class; or a level, of what is personal and of none of the classes. */
  readonly holds: string;
  /** Types whose values can be such, besides text. */
  readonly families: readonly TypeFamily[];
  /** These mean nothing else. `short` are abbreviations and what is written alike in all languages. */
  readonly certain: Phrases;
  /** These mostly mean it. */
  readonly likely?: Phrases;
  /** These mean it in a table that holds others of the class for certain, and elsewhere nobody can tell. */
  readonly withOthers?: Phrases;
  /** These mean it in a table of people; free text also where rows are somebody's. */
  readonly ofPeople?: Phrases;
}
