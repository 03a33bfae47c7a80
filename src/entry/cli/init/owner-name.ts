// The person who runs `init`, as a name that policies can hold: never the agent's, and nothing that YAML takes for another type.

export function ownerName(username: string): string {
  const name = username.replace(/[^A-Za-z0-9_-]/g, "_");
  return !/^[A-Za-z]/.test(name) || /^(claude|null|true|false|yes|no|on|off|y|n)$/i.test(name) ? "owner" : name;
}
