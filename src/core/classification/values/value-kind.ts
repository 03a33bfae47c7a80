// What a sampled value can be taken for. To teach Gatehouse a kind of value, write one of these into the file of its class and name it in
// all-kinds.ts; values that show it go into all-kinds.test.ts.

export interface ValueKind {
  /** The class that a column of such values is of. */
  readonly holds: string;
  /** What they are, in the plural: the end of "87 % of 200 sampled values are …". */
  readonly says: string;
  readonly fits: (value: string) => boolean;
  /** How many of other values fit too, as a share: 1/97 for two check digits. By it a sample is large enough, or says nothing. */
  readonly byChance: number;
  /** The share of a column's values from which on they are what the column holds. */
  readonly share: number;
  /** By shape alone, without a check digit or a list of what there is: it decides where names say nothing, and not against them. */
  readonly isShape?: true;
}
