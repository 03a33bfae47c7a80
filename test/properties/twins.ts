// The two sides of a shop behind one pipeline each, asked the same.

import type { Engine } from "../../src/core/model/catalogue.ts";
import {
  createShop,
  type GovernedShop,
  governShop,
  type Pipeline,
  type Shop,
  type Told,
  type Writing,
} from "../support/governed-shop.ts";

export interface Twins {
  ask(sql: string): Promise<{ a: Told; b: Told }>;
  describe(tables?: readonly string[]): Promise<{ a: Told; b: Told }>;
  close(): Promise<void>;
}

export interface Sides {
  readonly a: Shop;
  readonly b: Shop;
}

export async function createSides(engine: Engine): Promise<Sides> {
  const [a, b] = await Promise.all([createShop(engine, "a"), createShop(engine, "b")]);
  return { a, b };
}

export async function governTwins({ a, b }: Sides, pipeline: Pipeline, writing: Writing | null = null): Promise<Twins> {
  // one after the other: each reads its place from the environment as it opens
  const first = await governShop(a, pipeline, writing);
  const second = await governShop(b, pipeline, writing);
  const both = async (ask: (shop: GovernedShop) => Promise<Told>) => {
    const [one, other] = await Promise.all([ask(first), ask(second)]);
    return { a: one, b: other };
  };
  return {
    ask: (sql) => both((shop) => shop.query(sql)),
    describe: (tables) => both((shop) => shop.describe(tables)),
    close: async () => {
      await first.close();
      await second.close();
    },
  };
}

export async function dropSides({ a, b }: Sides): Promise<void> {
  await Promise.all([a.drop(), b.drop()]);
}
