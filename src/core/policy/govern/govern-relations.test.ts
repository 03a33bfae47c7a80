import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { sampleColumn } from "../../../../test/support/sample-column.ts";
import { Caller } from "../../model/caller.ts";
import type { Catalogue, Column, Relation } from "../../model/catalogue.ts";
import { LEVELS, type Level } from "../../model/data-class.ts";
import type { Facts } from "../../model/facts.ts";
import { refuse } from "../../model/refusal.ts";
import { relationKey } from "../../model/relation-name.ts";
import { postgresDialect } from "../../sql/postgres/dialect.ts";
import { decide } from "../decide/decide.ts";
import { loadRisk } from "../load/load-risk.ts";
import type { ColumnPolicy, DataPolicy, Policy, Role } from "../policy.ts";
import { classifyCatalogue } from "./classify-catalogue.ts";
import { governRelations } from "./govern-relations.ts";

const column = (name: string, more: Partial<Column> = {}): Column => sampleColumn(name, "text", more);
const relation = (name: string, more: Partial<Relation>): Relation => ({
  name: { schema: "public", name },
  kind: "table",
  oid: 1,
  columns: [],
  primaryKey: [],
  definition: null,
  parents: [],
  comment: null,
  estimatedRows: null,
  ...more,
});
const PEOPLE = { schema: "public", name: "people" };
const RELATIONS = [
  relation("people", {
    columns: [column("id"), column("email"), column("email_lower", { generatedFrom: ["email"] }), column("fresh")],
  }),
  relation("orders", {
    columns: [column("id"), column("buyer", { references: { relation: PEOPLE, column: "email" } })],
  }),
  relation("people_old", { columns: [column("id"), column("email"), column("extra")], parents: [PEOPLE] }),
  relation("mails", {
    kind: "view",
    columns: [column("id"), column("mail")],
    definition: "SELECT p.id, p.email AS mail FROM public.people p",
  }),
  relation("copies", {
    kind: "materialized-view",
    columns: [column("mail")],
    definition: "SELECT p.email AS mail FROM public.people p",
  }),
  relation("secrets", { columns: [column("id")] }),
  relation("secret_view", { kind: "view", columns: [column("id")], definition: "SELECT s.id FROM public.secrets s" }),
];
const CATALOGUE: Catalogue = {
  engine: "postgres",
  version: "1",
  serverVersion: 180000,
  types: new Map(),
  relations: new Map(RELATIONS.map((found) => [relationKey(found.name), found])),
};
const listed = (columns: Record<string, ColumnPolicy>) => ({
  owners: ["alice"],
  level: null,
  critical: false,
  columns: new Map(Object.entries(columns)),
});
const INTERNAL: ColumnPolicy = { class: null, level: "internal" };
const DATA: DataPolicy = {
  database: "shop",
  extensions: [],
  types: [],
  relations: new Map([
    [relationKey(PEOPLE), listed({ id: INTERNAL, email: { class: "email", level: "confidential" } })],
    [relationKey({ schema: "public", name: "orders" }), listed({ id: INTERNAL })],
  ]),
};
const ROLE: Role = {
  name: "analyst",
  description: "",
  reads: "masked",
  ownDatasetsInTheClear: false,
  classes: new Map([["email", { kind: "token" }]]),
  levels: {
    public: { kind: "clear" },
    internal: { kind: "clear" },
    confidential: { kind: "redact" },
    restricted: { kind: "hide" },
  },
  unclassified: { kind: "hide" },
  rowFilters: new Map(),
  writes: new Map(),
  writesOwnDatasets: false,
  schemaChanges: new Map(),
  functions: new Set(),
  limits: { rows: 1, bytes: 1, milliseconds: 1 },
  approves: [],
  wantsBoundToken: false,
  excludes: [],
  reviewDays: null,
  explain: false,
  catalogue: false,
  readsLedger: false,
  auditsLedger: false,
  mayLock: false,
  breakGlass: null,
  accessMinutes: 60,
  accessRoles: [],
};
const POLICY: Policy = {
  digest: "",
  bindingDigest: "",
  identities: new Map(),
  roles: new Map(),
  data: new Map([["shop", DATA]]),
  risk: loadRisk([], []),
};
const caller = (principal: string) =>
  Caller.authenticated({
    principal,
    kind: "agent",
    owner: null,
    role: "analyst",
    method: "configured",
    attributes: {},
    session: "s",
    client: null,
  });

function shownTo(role: Role, principal = "claude"): Record<string, Record<string, string>> {
  const classified = classifyCatalogue(DATA, { catalogue: CATALOGUE, dialect: postgresDialect });
  const governance = governRelations(POLICY, {
    caller: caller(principal),
    role,
    database: "shop",
    classified,
    catalogue: CATALOGUE,
  });
  return Object.fromEntries(
    [...governance.values()].map((governed) => [
      governed.relation.name,
      Object.fromEntries(governed.columns.map((shown) => [shown.column.name, shown.treatment.kind])),
    ]),
  );
}

beforeAll(() => loadModule());

describe("what a role gets", () => {
  it("follows classes into generated columns, foreign keys, children and views [G-READ-DERIVED-CLASSES]", () => {
    expect(shownTo(ROLE)).toEqual({
      people: { id: "clear", email: "token", email_lower: "token" },
      orders: { id: "clear", buyer: "token" },
      people_old: { id: "clear", email: "token" },
      mails: { id: "clear", mail: "token" },
      copies: { mail: "token" },
    });
  });

  it("does not show a materialized view where a filter of its sources applies", () => {
    const filtered = { ...ROLE, rowFilters: new Map([["shop", new Map([[relationKey(PEOPLE), "id = '1'"]])]]) };
    expect(Object.keys(shownTo(filtered)).toSorted()).toEqual(["mails", "orders", "people", "people_old"]);
  });

  it("shows owned datasets in the clear to their owner alone, and only where the role says so", () => {
    const owner = { ...ROLE, ownDatasetsInTheClear: true };
    expect(shownTo(owner, "alice")["people"]).toEqual({
      id: "clear",
      email: "clear",
      email_lower: "clear",
      fresh: "clear",
    });
    expect(shownTo(owner, "claude")["people"]).toEqual({ id: "clear", email: "token", email_lower: "token" });
    expect(shownTo(ROLE, "alice")["people"]).toEqual({ id: "clear", email: "token", email_lower: "token" });
  });

  it("shows no more of a stricter level [G-DENY-BY-DEFAULT]", () => {
    const order = ["clear", "redact", "hide"];
    const shown = LEVELS.map((level: Level) => {
      const data = { ...DATA, relations: new Map([[relationKey(PEOPLE), listed({ id: { class: null, level } })]]) };
      const classified = classifyCatalogue(data, { catalogue: CATALOGUE, dialect: postgresDialect });
      const governance = governRelations(POLICY, {
        caller: caller("claude"),
        role: ROLE,
        database: "shop",
        classified,
        catalogue: CATALOGUE,
      });
      return order.indexOf(
        governance.get(relationKey(PEOPLE))?.columns.find((found) => found.column.name === "id")?.treatment.kind ??
          "hide",
      );
    });
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  });
});

describe("decide()", () => {
  const classified = () => classifyCatalogue(DATA, { catalogue: CATALOGUE, dialect: postgresDialect });
  const scope = (role: Role) => ({
    role,
    governance: governRelations(POLICY, {
      caller: caller("claude"),
      role,
      database: "shop",
      classified: classified(),
      catalogue: CATALOGUE,
    }),
    database: "shop",
    catalogue: CATALOGUE,
  });
  const facts = (more: Partial<Facts>): Facts => ({
    kind: "read",
    writes: [],
    reads: [],
    unresolved: [],
    calls: [],
    outputs: [],
    parameters: 0,
    obstacles: [],
    normalisedText: "",
    fingerprint: "",
    ...more,
  });

  it("allows a read of what the role sees", () => {
    expect(decide(facts({ reads: [{ relation: PEOPLE, columns: [], through: null }] }), scope(ROLE)).kind).toBe(
      "allow",
    );
  });

  it("refuses whatever has an obstacle, whatever writes, and roles that read nothing [G-DENY-BY-DEFAULT]", () => {
    const obstacle = refuse("function-not-allowed", "No.", { rule: "x", remedy: "y." });
    expect(decide(facts({ obstacles: [obstacle] }), scope(ROLE)).kind).toBe("deny");
    expect(decide(facts({ kind: "delete" }), scope(ROLE)).kind).toBe("deny");
    expect(decide(facts({}), scope({ ...ROLE, reads: "schema" }))).toMatchObject({
      refusal: { code: "role-reads-nothing" },
    });
  });

  it("says of a hidden relation what it says of one that is not there [G-READ-HIDDEN-DOES-NOT-EXIST]", () => {
    const hidden = decide(
      facts({ reads: [{ relation: { schema: "public", name: "secrets" }, columns: [], through: null }] }),
      scope(ROLE),
    );
    const missing = decide(facts({ unresolved: [{ text: "secrets", position: 15 }] }), scope(ROLE));
    expect(hidden).toEqual(missing);
  });
});
