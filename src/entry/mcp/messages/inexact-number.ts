// Numbers in JSON that a double does not hold: JSON.parse rounds them without a word, so they are looked for in the text itself. Every byte
// of it is attacker-controlled; one pass, and most texts are passed over by one look.

/** What holds one has sixteen digits in a row but for a point, or an exponent. */
const SUSPECT = /(?:\d\.?){16}|\d[eE]/;

/** The name of the argument of a tool call (params.arguments.…) in which such a number stands; null where there is none. */
export function findInexactNumber(line: string): string | null {
  if (!SUSPECT.test(line)) return null;
  const scan = new Scan(line);
  for (let number = scan.next(); number !== null; number = scan.next()) {
    const [params, argumentsName, argument] = scan.path;
    if (params === "params" && argumentsName === "arguments" && argument !== undefined && !isExact(number))
      return argument;
  }
  return null;
}

/** Whether any number of a text of JSON is rounded when it is parsed. */
export function holdsInexactNumber(json: string): boolean {
  if (!SUSPECT.test(json)) return false;
  const scan = new Scan(json);
  for (let number = scan.next(); number !== null; number = scan.next()) if (!isExact(number)) return true;
  return false;
}

/** Integers are those that every client holds exactly; of other numbers the shortest decimal of the double has to be the same number. */
function isExact(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  return /[.eE]/.test(number) ? decimalOf(number) === decimalOf(String(value)) : Number.isSafeInteger(value);
}

/** Digits without zeros around them, and the power of ten that they count. */
function decimalOf(number: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  return short === "" ? "0" : `${sign}${short}e${Number(power) - fraction.length + digits.length - short.length}`;
}

/** Goes from number to number, and knows by which names each is reached. */
class Scan {
  /** Names of the members around the place; an empty one for a place in a list. */
  readonly path: string[] = [];
  readonly #text: string;
  #at = 0;
  #last = "";

  constructor(text: string) {
    this.#text = text;
  }

  next(): string | null {
    const text = this.#text;
    while (this.#at < text.length) {
      const character = text[this.#at] ?? "";
      if (character === '"') this.#last = this.#string();
      else if (character === "{" || character === "[") this.path.push("");
      else if (character === "}" || character === "]") this.path.pop();
      else if (character === ":") this.path[this.path.length - 1] = nameOf(this.#last);
      else if (character === "-" || (character >= "0" && character <= "9")) return this.#number();
      this.#at += 1;
    }
    return null;
  }

  #number(): string {
    const start = this.#at;
    while (/[-+.eE\d]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  /** With its quotes; the place is then that of the second. */
  #string(): string {
    const start = this.#at;
    for (let at = this.#text.indexOf('"', start + 1); at >= 0; at = this.#text.indexOf('"', at + 1)) {
      let escapes = 0;
      while (this.#text[at - 1 - escapes] === "\\") escapes += 1;
      if (escapes % 2 !== 0) continue;
      this.#at = at;
      return this.#text.slice(start, at + 1);
    }
    this.#at = this.#text.length;
    return "";
  }
}

/** Names of members are short where they matter here. */
function nameOf(quoted: string): string {
  if (quoted.length > 200) return "";
  try {
    const name: unknown = JSON.parse(quoted);
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}
