// The port to what row filters meant when they were first used. An adapter keeps it for as long as the state is kept.

export interface FilterMeanings {
  /** Whether a filter means what was kept of it. Where nothing was, this is kept, durably when it returns, and the answer is yes. */
  isAsKept(place: string, meaning: string): boolean;
}
