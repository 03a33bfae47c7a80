// In which formats values come, as Bind says it (PostgreSQL manual, 54.7): 0 for text and 1 for binary; no code is text for all, one is for all,
// and otherwise there is one for each place.

export function codeAt(codes: readonly number[], place: number): number {
  return (codes.length === 1 ? codes[0] : codes[place]) ?? 0;
}
