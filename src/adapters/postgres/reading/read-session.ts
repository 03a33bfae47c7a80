// What is kept of one connection that reads: its wire, which plans it has prepared, and what its witness has said.

import type pg from "pg";
import { PreparedStatements } from "../connection/prepared-statements.ts";
import { type Wire, wireOf } from "../protocol/wire.ts";
import { CalmWitness } from "./calm-witness.ts";

export interface ReadSession {
  readonly wire: Wire;
  readonly prepared: PreparedStatements;
  readonly calm: CalmWitness;
}

export class ReadSessions {
  readonly #known = new WeakMap<object, ReadSession>();

  of(client: pg.PoolClient): ReadSession {
    const known = this.#known.get(client);
    if (known !== undefined) return known;
    const session = { wire: wireOf(client), prepared: new PreparedStatements(), calm: new CalmWitness() };
    this.#known.set(client, session);
    return session;
  }
}
