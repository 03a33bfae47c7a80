// SQLite comes with better-sqlite3 as a compiled part, which its install script fetches or makes. Where scripts are not run at installing
// (npm with ignore-scripts, pnpm and Bun unless they are told otherwise), or Node.js was changed since, it is not there or of no use.

export const UNCOMPILED =
  "better-sqlite3 has no compiled part for this Node.js: it was installed without its install script, or for another version. Run `npm rebuild better-sqlite3 --ignore-scripts=false` where Gatehouse is installed (with pnpm `pnpm approve-builds`, with Bun `bun pm trust better-sqlite3`), then start again.";

/** By the words of the loader: it has no class of its own. */
export function isUncompiled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const loading = "code" in error && error.code === "ERR_DLOPEN_FAILED";
  return loading || /Could not locate the bindings file|NODE_MODULE_VERSION|better_sqlite3\.node/.test(error.message);
}

/** What to do where SQLite is of no use to this Node.js; null where it is there. */
export async function missingPart(): Promise<string | null> {
  try {
    const { default: Database } = await import("better-sqlite3");
    new Database(":memory:").close();
    return null;
  } catch (error) {
    if (!isUncompiled(error)) throw error;
    return UNCOMPILED;
  }
}
