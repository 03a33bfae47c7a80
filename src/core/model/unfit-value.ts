// A parameter whose type has no notation for what the caller gave: found by whoever writes values for a database, and told to the caller.

export interface UnfitParameter {
  /** From 1. */
  readonly parameter: number;
  readonly given: "list" | "object";
  /** The type's name; null where the engine's parameters have none. */
  readonly type: string | null;
}

export class UnfitValue extends Error {
  override readonly name = "UnfitValue";
  readonly parameter: UnfitParameter;

  constructor(parameter: UnfitParameter) {
    super("a parameter does not fit its type");
    this.parameter = parameter;
  }
}
