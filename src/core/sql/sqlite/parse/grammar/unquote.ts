// A name or a text as its quotes say it (sqlite3Dequote).

export function unquote(written: string): string {
  const [first] = written;
  if (first === "[") return written.slice(1, -1);
  if (first !== "'" && first !== '"' && first !== "`") return written;
  return written.slice(1, -1).replaceAll(first + first, first);
}
