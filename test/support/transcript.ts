// A transcript in a page, held against a run: each of its lines is one of the run's, in order. `…` stands for what was left out within a line;
// whole lines are left out without a word. What is another in each run (pseudonyms, ids, fingerprints) may differ.

const RANDOM: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "[0-9a-f-]{36}"],
  [/SHA256:[A-Za-z0-9+/]{43}/g, "SHA256:[A-Za-z0-9+/]{43}"],
  [/_[0-9a-f]{16}/g, "_[0-9a-f]{16}"],
  [/EMAIL_[0-9A-F]{6}/g, "EMAIL_[0-9A-F]{6}"],
];

/** The same lines in the words of the run; or the first line that is not there. */
export function retell(
  transcript: readonly string[],
  run: readonly string[],
): { readonly lines: readonly string[] } | { readonly missing: string } {
  const lines: string[] = [];
  let at = 0;
  for (const line of transcript) {
    if (line === "") {
      lines.push(line);
      continue;
    }
    const wanted = new RegExp(
      `^${line
        .split("…")
        .map((piece) => `(${patternOf(piece)})`)
        .join(".*")}$`,
    );
    const place = run.findIndex((said, index) => index >= at && wanted.test(said));
    if (place < 0) return { missing: line };
    const [, ...pieces] = wanted.exec(run[place] ?? "") ?? [];
    lines.push(pieces.join("…"));
    at = place + 1;
  }
  return { lines };
}

function patternOf(piece: string): string {
  let pattern = "";
  let rest = piece;
  while (rest !== "") {
    const [first] = RANDOM.flatMap(([random, general]) => {
      const found = new RegExp(random.source).exec(rest);
      return found === null ? [] : [{ from: found.index, length: found[0].length, general }];
    }).toSorted((a, b) => a.from - b.from);
    if (first === undefined) return pattern + escape(rest);
    pattern += escape(rest.slice(0, first.from)) + first.general;
    rest = rest.slice(first.from + first.length);
  }
  return pattern;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
