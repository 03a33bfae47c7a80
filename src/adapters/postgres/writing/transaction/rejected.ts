// A write that what it was seen to do forbids.

/** Ends the run: the change is not to be made. */
export class Rejected extends Error {
  readonly why: "out-of-sight" | "effect-differs";
  constructor(why: "out-of-sight" | "effect-differs") {
    super(why);
    this.why = why;
  }
}
