// `gatehouse check` on a real PostgreSQL: a fact is one line, what is seen is not said to be unseen, and warnings are not sound.

import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const SQL = `
  CREATE TABLE events (id bigint, at date NOT NULL, email bytea) PARTITION BY RANGE (at);
  CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (more text) INHERITS (parent);
  CREATE TABLE apart (id int);`;
const DATA = (email: string) => `database: shop
relations:
  public.events: { columns: { id: internal, at: internal, email: ${email} } }
  public.parent: { columns: { id: internal } }
`;

test("check says each fact once, and is not sound after warnings", async () => {
  const { url, drop } = await createDatabase(SQL, inject("postgresUrl"));
  try {
    const said = async (email: string) => {
      const project = await makeProject({
        databases: "  shop: { engine: postgres, url: '${CHECK_URL}' }",
        identities: "identities:\n  alice: { kind: human, roles: [data-owner] }\n",
        data: { shop: DATA(email) },
      });
      try {
        return await runCommand(["check", "--config", join(project.folder, "gatehouse.yaml")], { CHECK_URL: url });
      } finally {
        await project.remove();
      }
    };
    const warned = await said("email");
    expect(warned.status).toBe(0);
    const lines = warned.stdout.split("\n").filter((line) => line.includes("public.events.email is NULL"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/to the roles \S+, \S+/);
    expect(warned.stdout).not.toContain("are sound");
    expect(warned.stdout).toMatch(/No errors, and \d+ warnings? to look at\.\n$/);
    const unlisted = warned.stdout.split("\n").find((line) => line.includes("no policy lists")) ?? "";
    expect(unlisted).toContain("public.apart");
    expect(unlisted).not.toMatch(/events_2026|child/);
  } finally {
    await drop();
  }
});
