// When an approval becomes stale: what was signed is no longer what would happen, or no longer counts. Found where each of them can be seen:
// when it is decided on and claimed (gate/approvals), when access is looked for (gate/access), and in the transaction that would carry it out
// (gate/writing). What a database held back itself (`effect-differs`, `out-of-sight`, …) is a reason by its own name, as is a lock.

export const STALE_REASONS = {
  policies: "the policies changed",
  decisions: "its decisions no longer count",
  schema: "the schema changed",
  database: "it is another database",
  rows: "the rows are not those that were approved",
  refused: "the database refuses it by now",
} as const;
