// `gatehouse connect` on real-looking files of every client, on the three systems: what is there stays, a second time changes nothing, and an
// undo is exact to the byte.

import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from "node:fs";
import { join, win32 } from "node:path";
import ts from "@typescript/typescript6";
import { parse as parseToml } from "smol-toml";
import { afterEach, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import type { Client, SystemName } from "../../src/adapters/files/clients/client.ts";
import { keptFolder, userFile } from "../../src/adapters/files/clients/client-place.ts";
import { CLIENTS } from "../../src/adapters/files/clients/clients.ts";
import { findClient } from "../../src/entry/cli/connect/find-client.ts";
import { modeOf, type OnMachine, onMachine, read } from "../support/on-machine.ts";

const SYSTEMS: readonly SystemName[] = ["darwin", "linux", "win32"];
const FILES = join(import.meta.dirname, "files");

let on: OnMachine;
afterEach(() => on.remove());

function sampleOf({ id, format }: Client): Buffer {
  return readFileSync(join(FILES, `${id}.${format}`));
}

type Meaning = Record<string, Record<string, unknown>>;

/** By readers that are not the product's own. */
function meaningOf({ format }: Client, text: string): Meaning {
  if (format === "toml") return parseToml(text) as Meaning;
  if (format === "yaml") return (parseYaml(text) ?? {}) as Meaning;
  const { config, error } = ts.parseConfigFileTextToJson("settings.json", text === "" ? "{}" : text);
  expect(error).toBeUndefined();
  return config as Meaning;
}

/** Every line is still there, in its order; a comma may have come to its end, and braces may have been opened. */
function holdsLines(after: string, before: string): boolean {
  const plain = (line: string): string => line.replace(/^(\s*[}\]"\w]+),( \/\/)/, "$1$2").replace(/,$/, "");
  const lines = after.split(/\r?\n/).map(plain);
  let at = 0;
  return before
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .every((line) => {
      const found = lines.findIndex(
        (each, place) => place >= at && [plain(line), plain(line).replace(/\{\}$/, "{")].includes(each),
      );
      at = found + 1;
      return found >= 0;
    });
}

/** The keys of an object of a JSON file. */
function keysIn(path: string, pick: (value: Meaning) => unknown): readonly string[] {
  return Object.keys(pick(JSON.parse(read(path)) as Meaning) ?? {});
}

const CASES = SYSTEMS.flatMap((system) =>
  CLIENTS.filter((client) => client.user[system].length > 0).map((client) => ({ system, id: client.id, client })),
);

describe.each(CASES)("$id on $system", ({ system, client }) => {
  it("is connected beside what is there, once, and taken back to the byte [G-CONNECT-OTHERS-FILES]", async () => {
    on = onMachine(system);
    const path = on.place(client);
    const before = sampleOf(client);
    on.write(path, before, 0o640);
    expect((await on.list()).find(({ client: id }) => id === client.id)?.state).toBe("found");

    const dry = await on.run(client.id, { dryRun: true });
    expect(dry.said).toContain("gatehouse.yaml");
    expect(readFileSync(path)).toEqual(before);

    await on.run(client.id);
    const after = read(path);
    const group = client.keys[0]?.[0] ?? "";
    const { [group]: servers, ...rest } = meaningOf(client, after);
    const { [group]: old = {}, ...others } = meaningOf(client, before.toString("utf8"));
    expect(rest).toEqual(others);
    const { gatehouse, ...siblings } = servers ?? {};
    expect(siblings).toEqual(old);
    expect(JSON.stringify(gatehouse)).toContain("/opt/gatehouse/bin/gatehouse.js");
    expect(JSON.stringify(gatehouse)).toContain(on.config);
    if (!before.toString("utf8").startsWith('{"')) expect(holdsLines(after, before.toString("utf8"))).toBe(true);
    expect(modeOf(path)).toBe(0o640);
    expect((await on.list()).find(({ client: id }) => id === client.id)?.state).toBe("connected");

    const again = await on.run(client.id);
    expect(again.said).toContain("connected already");
    expect(read(path)).toBe(after);

    const undone = await on.run(client.id, { undo: true });
    expect(undone.said).toContain("to the byte");
    expect(readFileSync(path)).toEqual(before);
    expect(modeOf(path)).toBe(0o640);
    expect(readdirSync(keptFolder(on.machine))).toEqual([]);
  });

  it("gets a file where there is none, and an undo takes it and its folders away", async () => {
    on = onMachine(system);
    await on.run(client.id);
    const path = on.place(client);
    expect(Object.keys(meaningOf(client, read(path)))).toEqual([client.keys[0]?.[0]]);
    expect(modeOf(path)).toBe(0o600);
    await on.run(client.id, { undo: true });
    expect(existsSync(path)).toBe(false);
    // what is left of the home is the folder of what undo keeps
    const left = readdirSync(on.home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(left).toEqual([]);
  });
});

describe("no secret", () => {
  it.each(CLIENTS.map((client) => ({ id: client.id, client })))(
    "is written for $id [G-CONNECT-NO-SECRET]",
    async ({ client }) => {
      on = onMachine("darwin", { SHOP_PASSWORD: "hunter2-secret" });
      on.write(
        on.config,
        "databases: { shop: { engine: postgres, url: 'postgres://reader:${SHOP_PASSWORD}@db/shop' } }\n",
      );
      const { said } = await on.run(client.id);
      const written = read(on.place(client));
      expect(written).not.toContain("hunter2-secret");
      expect(said).not.toContain("hunter2-secret");
      expect(written).not.toContain("postgres://");
      expect(written.includes("SHOP_PASSWORD")).toBe(["reference", "names"].includes(client.variables.kind));
      expect(written).not.toContain("NOT_THIS_ONE");
      expect(said).toContain("SHOP_PASSWORD");
    },
  );

  it.each([
    ["in a line that gets a comma", '{\n  "mcpServers": {\n    "a": { "env": { "KEY": "not-ours" } }\n  }\n}\n'],
    ["in a file of one line", '{"mcpServers":{"a":{"env":{"KEY":"not-ours"}}}}'],
    ["behind what is put in", '{"mcpServers":{"a":{}},"key":"not-ours"}'],
    ["in the entry that is replaced", '{ "mcpServers": { "gatehouse": {\n  "env": { "KEY": "not-ours" } } } }'],
  ])("of another server is shown %s [G-CONNECT-NO-SECRET]", async (_, text) => {
    on = onMachine("linux");
    on.write(on.place(findClient("cursor")), text);
    for (const how of [{ dryRun: true }, {}, { undo: true }] as const) {
      const { said } = await on.run("cursor", { replace: true, ...how });
      expect(said).not.toContain("not-ours");
      expect(said).toContain("undo" in how ? "as it was" : "gatehouse.yaml");
    }
  });

  it("of another server is shown by a diff", async () => {
    on = onMachine("linux");
    for (const id of ["claude-code", "codex", "copilot-cli"]) {
      const client = findClient(id);
      on.write(
        on.place(client),
        sampleOf(client)
          .toString("utf8")
          .replace('"srv"', `"${"x".repeat(300)}not-ours-to-show"`),
      );
      expect((await on.run(id, { dryRun: true })).said).not.toContain("not-ours-to-show");
    }
  });
});

describe("places", () => {
  const at = (id: string, system: SystemName, environment: Record<string, string> = {}) =>
    userFile(findClient(id), {
      system,
      home: system === "win32" ? "C:\\Users\\dora" : "/srv/dora",
      environment,
      join: system === "win32" ? win32.join : join,
    });

  it.each([
    ["claude-code", "linux", {}, "/srv/dora/.claude.json"],
    ["claude-code", "linux", { CLAUDE_CONFIG_DIR: "/etc/claude" }, "/etc/claude/.claude.json"],
    ["claude-desktop", "darwin", {}, "/srv/dora/Library/Application Support/Claude/claude_desktop_config.json"],
    [
      "claude-desktop",
      "win32",
      { APPDATA: "C:\\Users\\dora\\AppData\\Roaming" },
      "C:\\Users\\dora\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    ],
    ["claude-desktop", "win32", {}, "C:\\Users\\dora\\AppData\\Roaming\\Claude\\claude_desktop_config.json"],
    ["claude-desktop", "linux", {}, null],
    ["cursor", "win32", {}, "C:\\Users\\dora\\.cursor\\mcp.json"],
    ["vscode", "linux", { XDG_CONFIG_HOME: "/srv/config" }, "/srv/config/Code/User/mcp.json"],
    ["vscode", "darwin", {}, "/srv/dora/Library/Application Support/Code/User/mcp.json"],
    ["codex", "linux", { CODEX_HOME: "/srv/codex" }, "/srv/codex/config.toml"],
    ["codex", "win32", {}, "C:\\Users\\dora\\.codex\\config.toml"],
    ["zed", "win32", {}, "C:\\Users\\dora\\AppData\\Roaming\\Zed\\settings.json"],
    ["goose", "win32", {}, "C:\\Users\\dora\\AppData\\Roaming\\Block\\goose\\config\\config.yaml"],
    ["cline", "linux", {}, "/srv/dora/.cline/data/settings/cline_mcp_settings.json"],
  ] as const)("%s on %s with %o is %s", (id, system, environment, path) => {
    on = onMachine("linux");
    expect(at(id, system, environment)).toBe(path);
  });

  it("an older place of a client counts where its file is", async () => {
    on = onMachine("linux");
    const older = join(
      on.home,
      ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
    );
    on.write(older, sampleOf(findClient("cline")));
    await on.run("cline");
    expect(read(older)).toContain("gatehouse.yaml");
  });

  it("a project's file is the one beside gatehouse.yaml", async () => {
    on = onMachine("linux");
    await on.run("cursor", { project: true });
    expect(read(join(on.config, "../.cursor/mcp.json"))).toContain("gatehouse.yaml");
    await expect(on.run("windsurf", { project: true })).rejects.toMatchObject({ code: "usage" });
  });

  it("a client that is not there for a system takes --file", async () => {
    on = onMachine("linux");
    await expect(on.run("claude-desktop")).rejects.toMatchObject({ code: "usage" });
    const file = join(on.home, "claude.json");
    await on.run("claude-desktop", { file });
    expect(read(file)).toContain("gatehouse.yaml");
  });
});

describe("the file of somebody else", () => {
  const cursor = () => on.place(findClient("cursor"));

  it.each([
    ["no JSON", '{ "mcpServers": { ', /is no JSON: .* at line 1/],
    ["something behind its end", '{} {"a":1}', /is no JSON: something follows the end/],
    ["a comment without end", '{ /* "a": 1 }', /a comment has no end/],
    ["another kind of value there", '{ "mcpServers": [] }', /has no object at `mcpServers`/],
    ["a control character", '{ "a\n": 1 }', /control character/],
    ["a list", "[]", /holds no JSON object/],
    ["the key twice", '{ "mcpServers": {}, "mcpServers": {} }', /twice/],
    ["no UTF-8", Buffer.from([0xff, 0xfe, 0x7b, 0x00]), /no text in UTF-8/],
  ])("that holds %s is refused and stays", async (_, text, why) => {
    on = onMachine("linux");
    on.write(cursor(), text);
    const before = readFileSync(cursor());
    await expect(on.run("cursor")).rejects.toMatchObject({ code: "client-file", message: expect.stringMatching(why) });
    expect(readFileSync(cursor())).toEqual(before);
    const listed = (await on.list()).find(({ client }) => client === "cursor");
    expect(listed?.state).toBe(/is no JSON|comment|character|UTF-8/.test(why.source) ? "unreadable" : "found");
  });

  it.each([
    ["codex", "model = ", /is no TOML: .* at line 1/],
    ["codex", 'mcp_servers = { docs = { command = "x" } }\n', /no TOML|edited by hand/],
    ["goose", "a: [", /is no YAML: /],
    ["goose", "- a\n", /holds no YAML map/],
  ])("of %s that cannot be edited (%j) is refused and stays", async (id, text, why) => {
    on = onMachine("linux");
    const path = on.place(findClient(id));
    on.write(path, text);
    await expect(on.run(id)).rejects.toMatchObject({ code: "client-file", message: expect.stringMatching(why) });
    expect(read(path)).toBe(text);
  });

  it("is not written through a link that leads out of the home, unless that is asked for [G-CONNECT-OTHERS-FILES]", async () => {
    on = onMachine("linux");
    const outside = join(on.home, "../elsewhere.json");
    on.write(outside, "{}");
    mkdirSync(join(on.home, ".cursor"));
    symlinkSync(outside, cursor());
    await expect(on.run("cursor")).rejects.toMatchObject({
      code: "client-file",
      message: expect.stringContaining("--follow-links"),
    });
    expect(read(outside)).toBe("{}");
    await on.run("cursor", { followLinks: true });
    expect(read(outside)).toContain("gatehouse.yaml");
    await on.run("cursor", { followLinks: true, undo: true });
    expect(read(outside)).toBe("{}");
  });

  it("nor through a folder that is such a link, nor one that leads nowhere", async () => {
    on = onMachine("linux");
    mkdirSync(join(on.home, "../elsewhere"));
    symlinkSync(join(on.home, "../elsewhere"), join(on.home, ".cursor"));
    await expect(on.run("cursor")).rejects.toMatchObject({ code: "client-file" });
    unlinkSync(join(on.home, ".cursor"));
    mkdirSync(join(on.home, ".cursor"));
    symlinkSync(join(on.home, "gone.json"), cursor());
    await expect(on.run("cursor")).rejects.toMatchObject({
      code: "client-file",
      message: expect.stringContaining("leads nowhere"),
    });
  });

  it("is written where a link inside of the home leads, which stays a link", async () => {
    on = onMachine("linux");
    const real = join(on.home, "dotfiles/cursor.json");
    on.write(real, "{}");
    mkdirSync(join(on.home, ".cursor"));
    symlinkSync(real, cursor());
    await on.run("cursor");
    expect(read(real)).toContain("gatehouse.yaml");
    await on.run("cursor", { undo: true });
    expect(read(real)).toBe("{}");
  });

  it("keeps a server of that name that Gatehouse did not put there", async () => {
    on = onMachine("linux");
    const theirs = '{"mcpServers":{"gatehouse":{"command":"theirs"}}}';
    on.write(cursor(), theirs);
    await expect(on.run("cursor")).rejects.toMatchObject({
      code: "client-file",
      message: expect.stringContaining("--replace"),
    });
    expect(read(cursor())).toBe(theirs);
    await on.run("cursor", { name: "shop" });
    expect(keysIn(cursor(), (value) => value["mcpServers"])).toEqual(["gatehouse", "shop"]);
    await on.run("cursor", { name: "shop", undo: true });
    await on.run("cursor", { replace: true });
    expect(read(cursor())).not.toContain("theirs");
    await on.run("cursor", { undo: true });
    expect(read(cursor())).toBe(theirs);
  });

  it("that was changed since loses the entry alone", async () => {
    on = onMachine("linux");
    on.write(cursor(), '{\n  "mcpServers": {\n    "a": {}\n  }\n}\n');
    await on.run("cursor");
    on.write(cursor(), read(cursor()).replace('"a": {}', '"a": {},\n    "b": {}'));
    const { said } = await on.run("cursor", { undo: true });
    expect(said).toContain("changed since");
    expect(read(cursor())).toBe('{\n  "mcpServers": {\n    "a": {},\n    "b": {}\n  }\n}\n');
  });

  it("of which the entry is changed is undone to what it was before the first", async () => {
    on = onMachine("linux");
    on.write(cursor(), "{}\n");
    await on.run("cursor");
    await on.run("cursor", { role: "analyst" });
    expect(JSON.parse(read(cursor())).mcpServers.gatehouse.args.slice(-2)).toEqual(["--role", "analyst"]);
    await on.run("cursor", { undo: true });
    expect(read(cursor())).toBe("{}\n");
  });

  it("is left alone by an undo of nothing", async () => {
    on = onMachine("linux");
    await expect(on.run("cursor", { undo: true })).rejects.toMatchObject({ code: "usage" });
  });
});

describe("a server is started", () => {
  it("with npx where the program lies in npx's cache", async () => {
    const { launchOf } = await import("../../src/entry/cli/connect/server-launch.ts");
    on = onMachine("linux");
    const script = "/srv/dora/.npm/_npx/0f/node_modules/gatehouse-db/bin/gatehouse.js";
    const started = { name: "gatehouse", config: on.config };
    expect(await launchOf(started, { node: "node", script, system: "linux" })).toMatchObject({
      command: "npx",
      args: ["-y", expect.stringMatching(/^gatehouse-db@\d/), "serve", "--config", on.config],
    });
    expect(await launchOf(started, { node: "node", script, system: "win32" })).toMatchObject({
      command: "cmd",
      args: expect.arrayContaining(["/c", "npx"]),
    });
  });

  it("only where there is a gatehouse.yaml", async () => {
    on = onMachine("linux");
    await expect(on.run("cursor", { config: join(on.home, "gatehouse.yaml") })).rejects.toMatchObject({
      code: "config-invalid",
    });
    expect(existsSync(on.place(findClient("cursor")))).toBe(false);
  });
});

it("--print gives the block alone", async () => {
  on = onMachine("linux");
  expect(JSON.parse((await on.run("cursor", { print: true })).said)).toHaveProperty("mcpServers.gatehouse.command");
  expect((await on.run("codex", { print: true })).said).toMatch(/^\[mcp_servers\.gatehouse\]\ncommand = "/);
  expect((await on.run("goose", { print: true })).said).toMatch(/^extensions:\n {2}gatehouse:\n/);
  expect(readdirSync(on.home)).toEqual([]);
});

it("an unknown client is answered with those that are near, or with all", () => {
  on = onMachine("linux");
  expect(() => findClient("curser")).toThrow(/cursor/);
  expect(() => findClient("emacs")).toThrow(/claude-code, claude-desktop/);
});

it("opencode's second form of the file is kept", async () => {
  on = onMachine("linux");
  const path = on.place(findClient("opencode"));
  on.write(path, '{ "mcp": { "servers": { "a": { "type": "local", "command": ["x"] } } } }');
  await on.run("opencode");
  expect(keysIn(path, (value) => value["mcp"])).toEqual(["servers"]);
  expect(keysIn(path, (value) => value["mcp"]?.["servers"])).toEqual(["a", "gatehouse"]);
});

it("Windows line ends stay, and a byte order mark", async () => {
  on = onMachine("win32");
  for (const [id, format] of [
    ["cline", "json"],
    ["codex", "toml"],
  ] as const) {
    const client = findClient(id);
    const before = `\uFEFF${readFileSync(join(FILES, `${id}.${format}`), "utf8").replaceAll("\n", "\r\n")}`;
    on.write(on.place(client), before);
    await on.run(id);
    expect(read(on.place(client)).replaceAll("\r\n", "")).not.toContain("\n");
    expect(read(on.place(client)).startsWith("\uFEFF")).toBe(true);
    await on.run(id, { undo: true });
    expect(read(on.place(client))).toBe(before);
  }
});
