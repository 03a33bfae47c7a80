// Time and identifiers, as arguments.

export interface Clock {
  /** Microseconds since the Unix epoch, UTC. */
  now(): number;
  /** Microseconds of a clock that never goes back, for durations. */
  monotonic(): number;
}

export interface Ids {
  /** A UUIDv7 (RFC 9562). */
  next(): string;
}
