// Names in a policy file: read back as they are, and seen as they are.

import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { withVisibleKeys, yamlScalar } from "./yaml-scalar.ts";

const NAMES = [
  ..."people|public.people|main.order line|null|a: b|a#b|-|'|\"|a\\b|1|名前|ü".split("|"),
  ...[
    "\u202ename",
    "na\u200bme",
    "public.\u2066x\u2069",
    "\u{e0001}tag",
    "a\u00a0b",
    "\u2028",
    "two\nlines",
    "[$^.*+?()]\u202e/-",
  ],
];

describe("a name in a policy file", () => {
  it.each(NAMES)("%j is read back as it is, and no part of it is unseen", (name) => {
    const written = yamlScalar(name);
    expect(parse(written)).toBe(name);
    expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]/u);
  });

  it.each(NAMES)("%j is escaped as a key of a file that others wrote, and nothing else is", (name) => {
    const file = { [name]: { columns: { [name]: "internal", [`x${name}x`]: name } } };
    const text = `# \u202eof others\n${stringify(file, { lineWidth: 0 })}`;
    const written = withVisibleKeys(text, [name, "y"]);
    expect(parse(written)).toEqual(file);
    expect(written.split("\n")[0]).toBe("# \u202eof others");
    expect(written.match(/^ *(.*):/m)?.[1]).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]/u);
  });
});
