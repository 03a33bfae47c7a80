// Text that others wrote, made fit for a terminal: what a terminal would obey or a reader could not see is written out as its number.
// Bidirectional controls, zero-width and look-alike spaces, escape sequences: all of them are shown, none acts.

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** Line ends stay, tabs become two spaces. */
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", "  ")
    .replace(UNSEEN, (character) => (character === "\n" ? character : writeOut(character)));
}

/** On one line: line ends are written out, too. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll("\n", writeOut("\n"));
}

/** JSON that a terminal cannot be commanded by, either, and that means the same: what is not seen is escaped. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (character) =>
    character === "\n"
      ? character // between values: inside of one it is escaped already
      : character
          .split("")
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
          .join(""),
  );
}

function writeOut(character: string): string {
  return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`;
}
