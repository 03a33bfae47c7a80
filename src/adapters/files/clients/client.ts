// An MCP client, as far as its configuration file goes: a record of the table in clients.ts.

/** Names as `process.platform` has them. */
export type SystemName = "darwin" | "linux" | "win32";

/** How an entry of `mcpServers`, or whatever it is called there, is written; see entry-shapes.ts. */
export type EntryShape = "plain" | "stdio" | "copilot" | "codex" | "opencode" | "goose";

/**
 * How a variable of the environment reaches a server that the client starts: by a reference that the client expands in place of `NAME`,
 * by its bare name in a list of that key, with the client's own environment, or not at all.
 */
export type VariablePassing =
  | { readonly kind: "reference"; readonly form: string }
  | { readonly kind: "names"; readonly key: string }
  | { readonly kind: "inherited" }
  | { readonly kind: "withheld" };

export interface Client {
  /** As the command line takes it. */
  readonly id: string;
  readonly name: string;
  readonly format: "json" | "toml" | "yaml";
  /**
   * The user's file, by system; see client-place.ts. Of several the first that is there counts. None: the vendor has the client not on
   * that system.
   */
  readonly user: Readonly<Record<SystemName, readonly string[]>>;
  /** The file of a project, relative to its folder; null where the client has none. */
  readonly project: string | null;
  /** The key under which servers stand. Of several the last that is in the file already counts, and otherwise the first. */
  readonly keys: readonly (readonly string[])[];
  readonly shape: EntryShape;
  readonly variables: VariablePassing;
  /** What makes the client see the new server; a sentence. */
  readonly next: string;
  /** The vendor's page on the file and its format. */
  readonly source: string;
}
