// What a column holds (its class) and how sensitive that is (its level).
// Policies may name classes of their own beside those that ship.

export const LEVELS = ["public", "internal", "confidential", "restricted"] as const;
export type Level = (typeof LEVELS)[number];

/** A class name: lower case words joined by hyphens, such as `email` or `national-id`. */
export type DataClass = string;

/** The class of what nobody could tell: masked until a person has decided. */
export const UNSURE = "unsure";

/** The classes that ship, each with the level that a column of it has unless a policy says otherwise. */
export const SHIPPED_CLASSES: Readonly<Record<string, Level>> = {
  email: "confidential",
  phone: "confidential",
  "person-name": "confidential",
  "national-id": "restricted",
  "payment-card": "restricted",
  "bank-account": "restricted",
  "birth-date": "confidential",
  address: "confidential",
  "ip-address": "confidential",
  health: "restricted",
  salary: "restricted",
  secret: "restricted",
  "free-text": "confidential",
  [UNSURE]: "confidential",
};

/** True when `a` is at least as sensitive as `b`. */
export function atLeast(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) >= LEVELS.indexOf(b);
}
