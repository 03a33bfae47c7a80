// Calls of what PostgreSQL itself has, written so that nothing in a search path can take its place.

export function call(name: string, ...args: readonly string[]): string {
  return `pg_catalog.${name}(${args.join(", ")})`;
}

export function operate(left: string, operator: string, right: string): string {
  return `(${left} OPERATOR(pg_catalog.${operator}) ${right})`;
}

export function cast(value: string, type: string): string {
  return `${value}::${qualifyType(type)}`;
}

/** What the grammar itself takes for types of pg_catalog. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "bigint bit boolean character double integer interval numeric real smallint time timestamp".split(" "),
);

/** A type as format_type writes it while pg_catalog alone is searched: a bare name is one of pg_catalog. */
function qualifyType(type: string): string {
  const [name = ""] = /^(?:"[^"]*(?:""[^"]*)*"|[^"\s(.[]+)/.exec(type) ?? [];
  const bare = type[name.length] !== "." && !KEYWORDS.has(name);
  return bare ? `pg_catalog.${type}` : type;
}
