// Leave for one write to run, given by rules or by people. INVARIANT: a clearance is made only where the rules of risk were weighed
// or the quorum was counted (test/layers proves it), and a database changes rows for nothing less.

export class Clearance {
  readonly #made = true;
  /** The request that it is the execution of. */
  readonly request: string;

  private constructor(request: string) {
    this.request = request;
  }

  static for(request: string): Clearance {
    return new Clearance(request);
  }

  get isCleared(): boolean {
    return this.#made;
  }
}
