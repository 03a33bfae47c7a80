// A connection to the file of the ledger, in which approvals, locks and erasures stand as well.

import type Database from "better-sqlite3";

export type StateConnection = Database.Database;
