// docs/classification.md: what was measured, as a page.

import { isMasked, isRight, type Judged, measure } from "./labelled-columns.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const CORPUS_NAMES: Readonly<Record<string, string>> = {
  "made-up": "made-up columns in English",
  languages: "made-up columns in five languages",
  adventureworks: "AdventureWorks",
  chinook: "Chinook",
  employees: "Employees",
  lago: "Lago",
  northwind: "Northwind",
  openstreetmap: "the OpenStreetMap website",
  pagila: "Pagila",
  wordpress: "WordPress",
};

export function describeClassification(judged: readonly Judged[], sampled: readonly Judged[]): string {
  const heldBack = judged.filter((one) => one.heldBack);
  const seen = judged.filter((one) => !one.heldBack);
  const corpora = [...new Set(judged.map(({ corpus }) => corpus))];
  return `# Classification, measured

\`gatehouse init\` says of every column what it holds: a class, \`internal\` where nothing personal shows, or \`unsure\`. What is unsure is masked until a person has decided. The rules are words in [src/core/classification/words](../src/core/classification/words), a file a class, in English, German, French, Spanish, Portuguese and Italian: to teach it a word, add it there.

What counts as evidence: the words of a name, however they are joined, cut where a name has no breaks; the type; keys and foreign keys; what the table is called, what its comment says and what its other columns hold; the column's comment; the functions that its default calls. Flags, moments, counts, links and keys are never classed by a word.

Where it may (\`--sample\`, or asked at a terminal), it looks at up to 200 values of each column too. They are counted in the function that reads them, [tally-values.ts](../src/core/classification/values/tally-values.ts), inside the process that the database sends them to; on SQLite that process does nothing else. Counts leave it, and no value, no part of one and no key of a document: not into a file, a message, an error or the log. A sample is one read-only statement a table, of at most 2,000 rows, within 5 seconds and one minute for all tables, that waits half a second for locks; what the role may not read is not looked at. Kinds of values are files of [src/core/classification/values](../src/core/classification/values): to teach it one, add it there. They are cards by issuer and check digit, IBANs, national ids of Belgium, Brazil, China, Finland, France, Germany, India, Italy, the Netherlands, Poland, Spain and Sweden by their check digits and of the United Kingdom and the United States by their form, phone numbers (libphonenumber), e-mail and IP addresses, secrets by the prefixes that issuers give them and by their entropy, streets, coordinates, common names. JSON is looked into by path. What hits by chance is reckoned with: as many hits are needed as make chance less likely than one in a million. A sample only ever raises what a column is taken for.

This page is made by \`test/classification/classification.test.ts\` from columns whose class was set by hand before the rules were written ([cases/columns](../cases/columns)), and that test holds it to its numbers. Every third made-up column and two public schemas were held back: no rule was made or changed by what it did with them. Rules and columns have the same author.

## By names and types alone

Recall: of what is personal, what was given its class. Precision: of what was given a class, what holds it. Masked: of what is personal, what a role that sees masks does not see as it is. Masked in vain: the same of what is not personal.

| Columns | | Personal | Recall | Precision | Masked | Masked in vain |
|---|---:|---:|---:|---:|---:|---:|
${[
  row("all", judged),
  row("what the rules were made by", seen),
  row("**held back**", heldBack),
  ...corpora.flatMap((corpus) => [
    ...rowOf(CORPUS_NAMES[corpus] ?? corpus, seen, corpus),
    ...rowOf(`${CORPUS_NAMES[corpus] ?? corpus}, held back`, heldBack, corpus),
  ]),
].join("\n")}

## With samples

The same columns, each with values that were made up by what it holds, some of them missing or of another kind ([made-up-values.ts](../test/support/made-up-values.ts)). Values of real databases are less tidy.

| Columns | | Personal | Recall | Precision | Masked | Masked in vain |
|---|---:|---:|---:|---:|---:|---:|
${[
  row("all", sampled),
  row(
    "what the rules were made by",
    sampled.filter((one) => !one.heldBack),
  ),
  row(
    "**held back**",
    sampled.filter((one) => one.heldBack),
  ),
].join("\n")}

What is taken for what, with samples:

| Holds | Found | Columns |
|---|---|---:|
${confusions(sampled).join("\n")}

Missed, with samples: ${missed(sampled)} Masked by another class: ${otherwise(sampled)} Not personal, and given a class: ${falsely(sampled)}

The rest of this page is by names and types alone.

## By class, of what was held back

| Class | Columns | Recall | Precision |
|---|---:|---:|---:|
${classesOf(heldBack)
  .map((name) => classRow(name, heldBack))
  .join("\n")}

\`masked\` is what is personal and of none of the classes; any mask is right for it.

## What is taken for what

Of all columns: what they hold (down) and what was found (across), where the two differ.

| Holds | Found | Columns |
|---|---|---:|
${confusions(judged).join("\n")}

## What is missed

Personal, and shown as it is:

${missed(judged)}

Personal, masked, and not by its class:

${otherwise(judged)}

Not personal, and given a class:

${falsely(judged)}
`;
}

function row(name: string, some: readonly Judged[]): string {
  const { columns, personal, recall, precision, masked, overMasked } = measure(some);
  return `| ${name} | ${columns} | ${personal} | ${percent(recall)} | ${percent(precision)} | ${percent(masked)} | ${percent(overMasked)} |`;
}

function rowOf(name: string, some: readonly Judged[], corpus: string): readonly string[] {
  const own = some.filter((one) => one.corpus === corpus);
  return own.length === 0 ? [] : [row(name, own)];
}

function classesOf(some: readonly Judged[]): readonly string[] {
  return [...new Set(some.map(({ holds }) => holds))].filter((holds) => holds !== "-").toSorted();
}

function classRow(name: string, some: readonly Judged[]): string {
  const own = some.filter(({ holds }) => holds === name);
  const found = some.filter(({ found: { holds } }) => holds === name);
  const right = own.filter(isRight).length;
  const precision =
    name === "masked" ? "" : found.length === 0 ? "–" : percent(found.filter(isRight).length / found.length);
  return `| \`${name}\` | ${own.length} | ${percent(right / own.length)} | ${precision} |`;
}

function confusions(judged: readonly Judged[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of judged) {
    if (isRight(one)) continue;
    const key = `| ${one.holds === "-" ? "nothing personal" : `\`${one.holds}\``} | \`${one.found.holds}\` |`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([key, count]) => `${key} ${count} |`);
}

function list(some: readonly Judged[]): string {
  return some.length === 0 ? "nothing." : `${some.map(named).join(", ")}.`;
}

function named({ corpus, table, column, holds, found, heldBack }: Judged): string {
  const what = holds === "-" ? found.holds : holds;
  return `\`${table}.${column}\` (${CORPUS_NAMES[corpus] ?? corpus}${heldBack ? ", held back" : ""}; ${what})`;
}

const missed = (judged: readonly Judged[]): string => list(judged.filter((one) => one.holds !== "-" && !isMasked(one)));

const otherwise = (judged: readonly Judged[]): string =>
  list(judged.filter((one) => one.holds !== "-" && isMasked(one) && !isRight(one)));

const falsely = (judged: readonly Judged[]): string =>
  list(judged.filter((one) => one.holds === "-" && isMasked(one) && one.found.holds !== "unsure"));
