// The types of a plan's parameters, asked of the server once for a plan and only where a value's text depends on them: a list is written
// otherwise for json than for an array. One trip; the plan's next calls know.

import type pg from "pg";
import type { Connection, Submittable } from "pg";
import { z } from "zod";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import type { PlanText } from "../../../core/sql/plans/write-plan.ts";
import type { Binding } from "../../../gate/ports/execution.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import { beginRead, runCommand } from "../reading/plan-run.ts";
import { dependsOnTypes, fillSlots, type WireValue } from "./encode-parameter.ts";

export interface Filling {
  readonly client: pg.ClientBase;
  readonly plan: PlanText;
  readonly opens: readonly RelationName[];
  readonly binding: Binding;
  readonly loaded: LoadedCatalogue;
  /** The session's settings, where they travel in each transaction; null or absent where the session has them. */
  readonly settings?: readonly string[] | null;
}

export class ParameterTypeCache {
  // by plan: one plan is one text on one catalogue
  readonly #known = new WeakMap<PlanText, readonly number[]>();

  /** The plan's slots, filled. Throws an UnfitValue; rejects with the driver's error where the server does not take the plan. */
  async valuesFor(filling: Filling): Promise<WireValue[]> {
    const { plan, opens, binding, loaded } = filling;
    const json = () => mayTakeJson(plan.text, { opens, catalogue: loaded.catalogue });
    const oids = dependsOnTypes(plan.slots, binding, json) ? await this.#typesOf(filling) : null;
    return fillSlots(plan.slots, binding, { oids, types: loaded.types });
  }

  async #typesOf({ client, plan, settings }: Filling): Promise<readonly number[]> {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const run = new DescribeRun(plan.text, settings ?? null);
    client.query(run);
    const oids = await run.done;
    this.#known.set(plan, oids);
    return oids;
  }
}

/** A parameter is compared with a column, or stored into one, or cast by the text: else it is no json. */
function mayTakeJson(
  text: string,
  { opens, catalogue }: { opens: readonly RelationName[]; catalogue: Catalogue },
): boolean {
  if (/json/i.test(text)) return true;
  return opens.some((name) =>
    catalogue.relations.get(relationKey(name))?.columns.some(({ type }) => type.family === "json"),
  );
}

const described = z.object({ dataTypeIDs: z.array(z.number()) });

class DescribeRun implements Submittable {
  readonly done: Promise<readonly number[]>;
  readonly #text: string;
  readonly #settings: readonly string[] | null;
  #settle: (outcome: readonly number[] | Error) => void = () => undefined;
  #oids: readonly number[] = [];

  constructor(text: string, settings: readonly string[] | null) {
    this.#text = text;
    this.#settings = settings;
    this.done = new Promise((resolve, reject) => {
      this.#settle = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
    });
  }

  submit(connection: Connection): void {
    // the driver has no handler of its own for what a description of parameters says
    const note = (message: unknown): void => {
      this.#oids = described.parse(message).dataTypeIDs;
    };
    connection.once("parameterDescription", note);
    this.done.catch(() => connection.off("parameterDescription", note));
    connection.stream.cork();
    if (this.#settings !== null) for (const text of beginRead(this.#settings)) runCommand(connection, text);
    connection.parse({ name: "", text: this.#text, types: [] }, true);
    connection.describe({ type: "S", name: "" }, true);
    if (this.#settings !== null) runCommand(connection, "COMMIT");
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(this.#oids);
  }

  callback(error?: Error): void {
    if (error !== undefined && error !== null) this.handleError(error);
  }
}
