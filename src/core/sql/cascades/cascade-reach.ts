// Which rows the foreign keys of a database would change after a statement's own, found level by level before the change, and what they are
// after it. It asks whoever holds the connection, and trusts what is answered; the database's own count has the last word (`counts`).
// INVARIANT: where anything is not certain it says so (`captured` null), and then nothing is said to be revertible.

import type { Catalogue, IncomingReference, Relation, Verb } from "../../model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";
import type { RowImages } from "../revert/inverse-statement.ts";
import { groupBy, type Image, identityOf, parentsFirst, placesOf, referencesOf, sameTypes } from "./cascade-graph.ts";
import { activeVias, follows, isAsExpected, type Node, valueAfter } from "./cascade-node.ts";

/** The rows that a statement itself changes. */
export interface Root {
  readonly relation: Relation;
  readonly verb: Verb;
  /** Columns that get a value. */
  readonly assigned: readonly string[];
  readonly before: readonly Image[];
}

/** Rows of `relation` whose `columns` hold one of the lists of values. */
export interface ChildQuestion {
  readonly relation: Relation;
  readonly columns: readonly string[];
  readonly values: readonly Image[];
}

export interface ChildRow {
  /** Tells one row of its relation from all others. */
  readonly id: string;
  /** Changes whenever the row does. */
  readonly version: string;
  readonly image: Image;
}

/** The rows of `relation` with these primary keys, each in its place. */
export interface KeyQuestion {
  readonly relation: Relation;
  readonly keys: readonly Image[];
}

export interface CascadedCount {
  readonly relation: RelationName;
  readonly verb: Verb;
  readonly rows: number;
}

interface Lead {
  readonly node: Node;
  readonly verb: Verb;
  readonly columns: readonly string[];
}

interface Pending {
  readonly question: ChildQuestion;
  readonly reference: IncomingReference;
  readonly leads: ReadonlyMap<string, readonly Lead[]>;
}

export class CascadeReach {
  readonly #catalogue: Catalogue;
  readonly #most: number;
  readonly #nodes = new Map<string, Node>();
  readonly #roots: readonly Node[];
  #fresh: Lead[];
  #pending: Pending[] = [];
  #certain = true;
  #found = 0;

  /** Gives up beyond `most` rows. */
  constructor(catalogue: Catalogue, { root, most }: { root: Root; most: number }) {
    this.#catalogue = catalogue;
    this.#most = most;
    this.#roots = root.before.map((before): Node => {
      const { relation, verb } = root;
      return { relation, isRoot: true, before, version: "", verb, vias: [], after: null };
    });
    for (const [place, node] of this.#roots.entries())
      this.#nodes.set(identityOf(node.relation, node.before, `root ${place}`), node);
    this.#fresh = this.#roots.map((node) => ({ node, verb: root.verb, columns: root.assigned }));
  }

  /** What to ask next; null when all is found, or it cannot be certain. */
  next(): ChildQuestion | null {
    if (!this.#certain) return null;
    if (this.#pending.length === 0) this.#pending = this.#ask(this.#fresh.splice(0));
    return this.#pending[0]?.question ?? null;
  }

  take(rows: readonly ChildRow[]): void {
    const asked = this.#pending.shift();
    if (asked === undefined) return;
    const { reference, question } = asked;
    const places = placesOf(question.relation, question.columns);
    for (const row of rows) {
      const leads = asked.leads.get(JSON.stringify(places.map((place) => row.image[place] ?? null)));
      if (leads === undefined) return this.giveUp(); // equal to the database, and not as text
      for (const lead of leads) this.#reach(row, { relation: question.relation, reference, lead });
    }
    this.#found += rows.length;
    if (this.#found > this.#most) this.giveUp();
  }

  giveUp(): void {
    this.#certain = false;
  }

  /** The change is made: `after` of the statement's own rows, each in its place. What else to read; null when it cannot be certain. */
  questions(after: readonly Image[]): readonly KeyQuestion[] | null {
    for (const node of this.#nodes.values()) node.after = null;
    for (const [place, node] of this.#roots.entries())
      node.after = node.verb === "update" ? (after[place] ?? null) : null;
    const byRelation = new Map<RelationKey, Node[]>();
    for (const node of this.#updated()) {
      const key = relationKey(node.relation.name);
      byRelation.set(key, [...(byRelation.get(key) ?? []), node]);
    }
    const questions = [...byRelation.values()].map((nodes) => this.#keysOf(nodes));
    return this.#certain ? questions.filter((question) => question !== null) : null;
  }

  #keysOf(nodes: readonly Node[]): KeyQuestion | null {
    const [first] = nodes;
    if (first === undefined) return null;
    const { relation } = first;
    if (relation.primaryKey.length === 0) this.giveUp();
    const keys = nodes.map((node) =>
      relation.primaryKey.map((name) => {
        const value = valueAfter(node, name);
        if (value === undefined) this.giveUp();
        return value ?? null;
      }),
    );
    return { relation, keys };
  }

  /**
   * What `questions` are answered with, each row in its place; and then the images of everything that foreign keys changed, or null where
   * they are not certain. `counts` is what the database counted besides the statement's own rows.
   */
  captured(
    answers: readonly (readonly (Image | null)[])[],
    counts: readonly CascadedCount[],
  ): readonly RowImages[] | null {
    const updated = this.#updated();
    const rows = [...groupBy(updated, ({ relation }) => relationKey(relation.name)).values()].flat();
    for (const [place, image] of answers.flat().entries()) {
      const node = rows[place];
      if (node === undefined || image === null || !isAsExpected(node, image)) return null;
      node.after = image;
    }
    if (!this.#certain || answers.flat().length !== updated.length || !this.#isCounted(counts)) return null;
    const groups = groupBy(this.#changed(), (node) =>
      JSON.stringify([relationKey(node.relation.name), node.verb, follows(node)]),
    );
    const images = [...groups.values()].map((nodes) => this.#imagesOf(nodes));
    return isOrdered(images, this.#roots[0]?.relation, this.#catalogue) ? images : null;
  }

  #imagesOf(nodes: readonly Node[]): RowImages {
    const [first] = nodes;
    if (first === undefined) throw new RangeError("a group of no rows");
    const { relation, verb } = first;
    const key = relation.primaryKey;
    const places = placesOf(relation, key);
    return {
      relation: relation.name,
      verb,
      cause: follows(first) ? "follows" : "cascade",
      layout: relation.columns.map(({ name }) => name),
      key,
      before: nodes.map(({ before }) => before),
      after:
        verb === "delete"
          ? []
          : nodes.map(({ before, after }) => [...places.map((place) => before[place] ?? null), ...(after ?? [])]),
    };
  }

  #ask(leads: readonly Lead[]): Pending[] {
    const asked = new Map<
      string,
      { relation: Relation; reference: IncomingReference; leads: Map<string, Lead[]>; values: Image[] }
    >();
    for (const lead of leads) {
      for (const [number, reference] of referencesOf(
        { ...lead, relation: lead.node.relation },
        this.#catalogue,
      ).entries()) {
        const child = this.#catalogue.relations.get(relationKey(reference.relation));
        if (
          child === undefined ||
          child.writing?.obstacle !== null ||
          !sameTypes([lead.node.relation, child], reference, this.#catalogue)
        ) {
          this.giveUp();
          continue;
        }
        const value = placesOf(lead.node.relation, reference.referenced).map(
          (place) => lead.node.before[place] ?? null,
        );
        if (value.includes(null)) continue; // refers to nothing
        const mark = JSON.stringify([
          relationKey(lead.node.relation.name),
          lead.verb,
          number,
          reference.columns,
          relationKey(reference.relation),
        ]);
        const known = asked.get(mark) ?? { relation: child, reference, leads: new Map<string, Lead[]>(), values: [] };
        asked.set(mark, known);
        const text = JSON.stringify(value);
        if (!known.leads.has(text)) known.values.push(value);
        known.leads.set(text, [...(known.leads.get(text) ?? []), lead]);
      }
    }
    return [...asked.values()].map(({ relation, reference, leads: byValue, values }) => ({
      question: { relation, columns: reference.columns, values },
      reference,
      leads: byValue,
    }));
  }

  #reach(
    row: ChildRow,
    { relation, reference, lead }: { relation: Relation; reference: IncomingReference; lead: Lead },
  ): void {
    const identity = identityOf(relation, row.image, row.id);
    const verb = lead.verb === "delete" && reference.onDelete === "cascade" ? "delete" : "update";
    const known = this.#nodes.get(identity);
    if (known?.isRoot === true) {
      // a row that goes anyway; one that the statement updates itself would be changed twice
      if (known.verb !== "delete") this.giveUp();
      return;
    }
    const node = known ?? {
      relation,
      isRoot: false,
      before: row.image,
      version: row.version,
      verb,
      vias: [],
      after: null,
    };
    const leadsOn =
      known === undefined || known.verb !== verb || !known.vias.some((via) => via.reference === reference);
    node.vias.push({ parent: lead.node, reference, verb: lead.verb });
    if (verb === "delete") node.verb = "delete";
    this.#nodes.set(identity, node);
    if (leadsOn) this.#fresh.push({ node, verb, columns: reference.columns });
  }

  #reached(): readonly Node[] {
    return [...this.#nodes.values()].filter(({ isRoot }) => !isRoot);
  }

  #changed(): readonly Node[] {
    return this.#reached().filter((node) => node.verb === "delete" || activeVias(node).length > 0);
  }

  /** In the order of the questions. */
  #updated(): readonly Node[] {
    return this.#changed().filter(({ verb }) => verb === "update");
  }

  #isCounted(counts: readonly CascadedCount[]): boolean {
    const expected = new Map<string, number>();
    for (const node of this.#changed()) {
      const mark = JSON.stringify([relationKey(node.relation.name), node.verb]);
      const times = node.verb === "delete" ? 1 : activeVias(node).length;
      expected.set(mark, (expected.get(mark) ?? 0) + times);
    }
    const counted = counts.filter(({ rows }) => rows > 0);
    return (
      counted.length === expected.size &&
      counted.every(({ relation, verb, rows }) => expected.get(JSON.stringify([relationKey(relation), verb])) === rows)
    );
  }
}

/** Rows that went can be put back only where their tables have an order, parents first. */
function isOrdered(images: readonly RowImages[], root: Relation | undefined, catalogue: Catalogue): boolean {
  const names = images.filter(({ verb }) => verb === "delete").map(({ relation }) => relation);
  return names.length === 0 || root === undefined || parentsFirst([root.name, ...names], catalogue) !== null;
}
