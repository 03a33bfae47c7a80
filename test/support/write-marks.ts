// What gives a leak away in what a write answers, and in what it leaves behind.

/** Every protected value holds one of these, as it is or encoded. */
export const CANARY = /canary|yranac|63616e617279|Q2FuYXJ5|Y2FuYXJ5|900-55|OTAwLTU1|(?<![0-9a-z])90055\d(?![0-9a-z])/gi;
/** What a mask looks like when it is stored. */
export const MASK = /email_[0-9a-f]{8}|person-name_[0-9a-f]{8}|national-id_[0-9a-f]{8}|\[redacted\]|\[masked\]|\*{4}/gi;

/** Marks that the statement did not bring itself. */
export function foreignMarks(text: string, marks: RegExp, sql: string): readonly string[] {
  const written = sql.toLowerCase();
  return (text.match(marks) ?? []).filter((mark) => !written.includes(mark.toLowerCase()));
}
