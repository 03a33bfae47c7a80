// The text that runs: the caller's own with every relation and type written out, or one written anew from its tree.
// INVARIANT: what runs parses to the tree that was read, with those names alone in the place of others.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { SchemaPlan } from "../../plans/schema-plan.ts";
import { columnsAfter } from "../../schema/columns-after.ts";
import { describeSchemaChange, followersOf } from "../../schema/describe-schema-change.ts";
import { parseOwnText } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { Edits } from "../rewrite/edits.ts";
import { qualifyNames } from "../rewrite/qualify.ts";
import { quoteName } from "../rewrite/quote.ts";
import { factsOfChange } from "./read-schema-change.ts";
import type { SchemaChangeReading } from "./schema-change-reading.ts";

export function planChange(
  change: SchemaChangeReading,
  { catalogue, allow }: { catalogue: Catalogue; allow: Allow },
): SchemaPlan | Refusal {
  const { statement, walk } = change;
  const { text, replacements } = change.written ?? splice(change);
  const meant = { [statement.tree.kind]: statement.tree.body };
  if (!sameTree(meant, parseOwnText(text), replacements)) return unfaithful();
  const { schema } = factsOfChange(change);
  if (schema === undefined || walk.reading.obstacles.length > 0) return unfaithful();
  return SchemaPlan.of(
    {
      engine: "postgres",
      verb: change.verb,
      text,
      targets: schema.targets,
      creates: schema.creates,
      references: schema.references.map(({ relation }) => relation),
      columns: columnsAfter(schema, catalogue),
      follows: followersOf(schema, catalogue),
      stopsReaders: statement.tree.kind !== "IndexStmt",
      changesRows: schema.loses || schema.rewrites,
      notes: describeSchemaChange(schema, { catalogue, governance: allow.governance }),
      catalogueVersion: catalogue.version,
    },
    allow,
  );
}

function splice({ statement, walk, unqualified }: SchemaChangeReading): {
  text: string;
  replacements: Map<unknown, unknown>;
} {
  const { source } = statement;
  const edits = new Edits(source.text);
  const replacements = new Map<unknown, unknown>();
  for (const { variable, schema } of unqualified) {
    const start = source.index(Number(variable["location"]));
    edits.replace(start, start, `${quoteName(schema)}.`);
    replacements.set(variable, { ...variable, schemaname: schema });
  }
  qualifyNames(walk.reading, { edits, replacements });
  return { text: edits.render(0, source.text.length), replacements };
}

function unfaithful(): Refusal {
  return refuse("unsupported-syntax", "The statement could not be rewritten faithfully.", {
    rule: "faithful-rewriting",
    remedy: "Write the statement more plainly.",
  });
}
