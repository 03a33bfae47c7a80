// Whether what arrived over MCP is Unicode throughout. JSON can write half of a surrogate pair, and neither the ledger's canonical
// form nor a database can hold it: drivers would replace it in silence, and run another statement than was sent.

/** Looks at every string and every name, at any depth. `input` is attacker-controlled. */
export function isWellFormedText(input: unknown): boolean {
  const rest: unknown[] = [input]; // a list of what is left: input can be nested deeper than the stack
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "string" && !value.isWellFormed()) return false;
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const member of value) rest.push(member);
      continue;
    }
    for (const [name, member] of Object.entries(value)) {
      if (!name.isWellFormed()) return false;
      rest.push(member);
    }
  }
  return true;
}
