// What a plan is run with where a test has no caller: no values, pads of zeros, and no end but its own.

import type { Cancellation } from "../../src/gate/ports/cancellation.ts";

export const NEVER: Cancellation = new AbortController().signal;

export const BINDING = {
  parameters: [],
  constants: [],
  innerPad: new Uint8Array(64),
  outerPad: new Uint8Array(64),
  attributes: {},
};
