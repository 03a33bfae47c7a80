import ts from "@typescript/typescript6";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withEntry, withoutEntry } from "./change-text.ts";
import { CLIENTS } from "./clients.ts";

const cursor = CLIENTS.find(({ id }) => id === "cursor") ?? expect.fail("there is Cursor");
const of = { client: cursor, name: "gatehouse" };
const entry = { command: "node", args: ["gatehouse.js"] };
const put = (text: string): string => withEntry(text, { ...of, entry });

/** TypeScript's own reader of JSON with comments. */
function meaning(text: string): unknown {
  const { config, error } = ts.parseConfigFileTextToJson("settings.json", text);
  expect(error).toBeUndefined();
  return config;
}

describe("withEntry() in JSON", () => {
  it.each([
    [
      "nothing",
      "",
      '{\n  "mcpServers": {\n    "gatehouse": {\n      "command": "node",\n      "args": [\n        "gatehouse.js"\n      ]\n    }\n  }\n}\n',
    ],
    [
      "one line",
      '{ "mcpServers": { "a": {} } }',
      '{ "mcpServers": { "a": {}, "gatehouse": {"command":"node","args":["gatehouse.js"]} } }',
    ],
    [
      "a comment behind the last member, which stays with it",
      '{\n\t"mcpServers": {\n\t\t"a": {} // mine\n\t}\n}',
      '{\n\t"mcpServers": {\n\t\t"a": {}, // mine\n\t\t"gatehouse": {\n\t\t\t"command": "node",\n\t\t\t"args": [\n\t\t\t\t"gatehouse.js"\n\t\t\t]\n\t\t}\n\t}\n}',
    ],
    [
      "a trailing comma, which stays a habit",
      '{\n  "mcpServers": {\n    "a": {},\n  },\n}',
      '{\n  "mcpServers": {\n    "a": {},\n    "gatehouse": {\n      "command": "node",\n      "args": [\n        "gatehouse.js"\n      ]\n    },\n  },\n}',
    ],
    [
      "comments alone",
      "{\n  // none yet\n}\n",
      '{\n  // none yet\n  "mcpServers": {\n    "gatehouse": {\n      "command": "node",\n      "args": [\n        "gatehouse.js"\n      ]\n    }\n  }\n}\n',
    ],
  ])("goes into %s", (_, before, after) => {
    expect(put(before)).toBe(after);
    expect(meaning(after)).toMatchObject({ mcpServers: { gatehouse: entry } });
  });

  const blank = fc.constantFrom("", " ", "\n", "\r\n", "\n    ", "\t", " // a { comment\n", "/* } */", "\n// b\n  ");
  const scalar = fc.constantFrom("1", "-2.5e3", "true", "null", '"a \\" // b"', '"}"', '""');
  const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, scalar, tie("object"), tie("array")),
    object: fc
      .record({
        keys: fc.uniqueArray(fc.constantFrom("mcpServers", "a", "b", "gatehouse", "__proto__x"), { maxLength: 4 }),
        values: fc.array(tie("value"), { minLength: 4, maxLength: 4 }),
        blanks: fc.array(blank, { minLength: 9, maxLength: 9 }),
        trailing: fc.boolean(),
      })
      .map(({ keys, values, blanks, trailing }) => {
        const members = keys.map((key, place) => `${blanks[place]}"${key}"${blanks[place + 4]}:${values[place]}`);
        return `{${members.join(",")}${trailing && members.length > 0 ? "," : ""}${blanks[8]}}`;
      }),
    array: fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(" ,")}]`),
  }));

  it("means what it meant but for the entry, and again without it, however it is written", () => {
    fc.assert(
      fc.property(fc.tuple(blank, value, blank), (parts) => {
        const before = parts.join("");
        let after: string;
        try {
          after = put(before);
        } catch (error) {
          // the only reason: there is no object to put it into
          expect(String(error)).toMatch(/no JSON object|has no object at/);
          return;
        }
        const old = meaning(before) as { mcpServers?: Record<string, unknown> };
        expect(meaning(after)).toEqual({ ...old, mcpServers: { ...old.mcpServers, gatehouse: entry } });
        const { gatehouse: _, ...others } = old.mcpServers ?? {};
        expect(meaning(withoutEntry(after, of))).toEqual({ ...old, mcpServers: others });
        const comments = before.match(/\/\/ [ab]|\/\* \} \*\//g) ?? [];
        if (!JSON.stringify(old.mcpServers ?? {}).includes("gatehouse"))
          expect(after.match(/\/\/ [ab]|\/\* \} \*\//g) ?? []).toEqual(comments);
      }),
      { numRuns: Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 300) },
    );
  });
});

describe("withEntry() in TOML", () => {
  const codex = CLIENTS.find(({ id }) => id === "codex") ?? expect.fail("there is Codex");
  const ours = { client: codex, name: "gatehouse" };

  it.each([
    ["nothing", ""],
    ["a last line without an end", "model = 'x'"],
    ["a string that looks like a header", "a = '''\n[mcp_servers.gatehouse]\ncommand = 'x'\n'''\n"],
    ["a list over lines", "a = [\n  [1],\n]\n[b] # [mcp_servers.gatehouse]\nc = 1\n"],
  ])("goes behind %s, and is taken out again", (_, before) => {
    const after = withEntry(before, { ...ours, entry });
    expect(after.startsWith(before)).toBe(true);
    expect(after).toContain('[mcp_servers.gatehouse]\ncommand = "node"\nargs = ["gatehouse.js"]\n');
    expect(withoutEntry(after, ours).trimEnd()).toBe(before.trimEnd());
  });

  it("takes the place of the one that is there, tables under it included", () => {
    const before = `a = 1\n\n[ mcp_servers . "gatehouse" ]\ncommand = "old"\n\n[mcp_servers.gatehouse.env]\nX = "1"\n\n# about b\n[b]\nc = 1\n`;
    expect(withEntry(before, { ...ours, entry })).toBe(
      'a = 1\n\n[mcp_servers.gatehouse]\ncommand = "node"\nargs = ["gatehouse.js"]\n\n# about b\n[b]\nc = 1\n',
    );
  });

  it("is refused where the one that is there is written inline", () => {
    const before = '[mcp_servers]\ngatehouse = { command = "old" }\n';
    expect(() => withEntry(before, { ...ours, entry })).toThrow(/no TOML|edited by hand/);
    expect(() => withoutEntry(before, ours)).toThrow(/edited by hand/);
  });
});
