// A ledger of the built program's, for processes of tests that append to one.

import { openLedger } from "../../dist/adapters/sqlite-state/ledger/ledger-store.js";

/**
 * @param {string} file
 * @param {{ instance: string, sealingKey: Uint8Array }} more
 */
export function openFor(file, { instance, sealingKey }) {
  return openLedger({
    file,
    server: { instance, version: "0", pid: process.pid },
    now: () => Date.now() * 1_000,
    sealingKey,
  });
}

/**
 * An entry that says nothing, but for what is given.
 * @param {Partial<import("../../src/core/ledger/entry/entry-draft.ts").EntryDraft>} given
 * @returns {import("../../src/core/ledger/entry/entry-draft.ts").EntryDraft}
 */
export function draftOf(given) {
  return {
    kind: "server.start",
    correlation: "x",
    caller: null,
    agent: null,
    tool: null,
    target: null,
    statement: null,
    touched: [],
    decision: null,
    result: null,
    reason: null,
    policyDigest: null,
    detail: null,
    sealed: null,
    ...given,
  };
}
