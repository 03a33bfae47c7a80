// The types of a plan's parameters, asked of the server once for a plan and only where a value's text depends on them: a list is written
// otherwise for json than for an array. One trip; the plan's next calls know.

import type pg from "pg";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import type { PlanText } from "../../../core/sql/plans/write-plan.ts";
import type { Binding, WireField } from "../../../gate/ports/execution.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import type { FrontendMessages, WireValue } from "../protocol/frontend-messages.ts";
import { readRowDescription } from "../protocol/row-description.ts";
import { readServerError } from "../protocol/server-error.ts";
import { type Exchange, wireOf } from "../protocol/wire.ts";
import { beginRead } from "../reading/plan-run.ts";
import { dependsOnTypes, fillParameters } from "./encode-parameter.ts";

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

  /** The plan's parameters, filled. Throws an UnfitValue; rejects with the driver's error where the server does not take the plan. */
  async valuesFor(filling: Filling): Promise<WireValue[]> {
    const { plan, binding, loaded } = filling;
    const oids = this.mustAsk(filling) ? await this.#typesOf(filling) : null;
    return fillParameters(plan.parameters, binding, { oids, types: loaded.types });
  }

  /** False where the values are what they are, whatever the types. */
  mustAsk({ plan, opens, binding, loaded: { catalogue } }: Omit<Filling, "client" | "settings">): boolean {
    return dependsOnTypes(plan.parameters, binding, () => mayTakeJson(plan.text, { opens, catalogue }));
  }

  async #typesOf({ client, plan, settings }: Filling): Promise<readonly number[]> {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const { parameters } = await describeText(client, plan.text, settings ?? null);
    this.#known.set(plan, parameters);
    return parameters;
  }
}

interface Described {
  /** Types of the parameters, by place. */
  readonly parameters: readonly number[];
  /** Null where there are no rows. */
  readonly fields: readonly WireField[] | null;
}

/** One trip; nothing runs. `settings`: of the transaction, where the session has them not. Rejects with the server's own error. */
export function describeText(
  client: pg.ClientBase,
  text: string,
  settings: readonly string[] | null,
): Promise<Described> {
  const run = new DescribeRun(text, settings);
  wireOf(client).start(run);
  return run.done;
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

const PARAMETER_DESCRIPTION = 0x74;
const ROW_DESCRIPTION = 0x54;
const ERROR_RESPONSE = 0x45;
const OID_SIZE = 4;

class DescribeRun implements Exchange {
  readonly done: Promise<Described>;
  readonly #text: string;
  readonly #settings: readonly string[] | null;
  #settle: (outcome: Described) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #parameters: readonly number[] = [];
  #fields: Described["fields"] = null;
  #error: Error | null = null;

  constructor(text: string, settings: readonly string[] | null) {
    this.#text = text;
    this.#settings = settings;
    this.done = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#reject = reject;
    });
  }

  write(out: FrontendMessages): void {
    if (this.#settings !== null) for (const text of beginRead(this.#settings)) out.command(text);
    out.parse("", this.#text);
    out.describeStatement("");
    if (this.#settings !== null) out.command("COMMIT");
    out.sync();
  }

  take(type: number, bytes: Buffer, from: number, to: number): void {
    if (type === ERROR_RESPONSE) this.#error ??= readServerError(bytes, from, to);
    if (type === ROW_DESCRIPTION) this.#fields = readRowDescription(bytes, from);
    if (type !== PARAMETER_DESCRIPTION) return;
    const count = bytes.readUInt16BE(from);
    this.#parameters = Array.from({ length: count }, (_, place) => bytes.readUInt32BE(from + 2 + place * OID_SIZE));
  }

  ready(): void {
    if (this.#error === null) this.#settle({ parameters: this.#parameters, fields: this.#fields });
    else this.#reject(this.#error);
  }

  refuse(): void {
    this.#reject(new RangeError("a description of parameters that is larger than any"));
  }

  lost(error: Error): void {
    this.#reject(this.#error ?? error);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}
