// `gatehouse keys list`: who decides with which keys.

import { padCell } from "../terminal/cells.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { readKeysProject } from "./change-keys.ts";

export async function listKeys(options: { config: string; json?: true }, io: Io): Promise<number> {
  const { policy } = await readKeysProject(options.config);
  const people = [...policy.identities.values()].filter(({ kind }) => kind === "human");
  const keys = people.flatMap(({ name, keys: held }) =>
    held.map(({ key, assurance, userVerified }) => ({
      identity: name,
      fingerprint: key.fingerprint,
      algorithm: key.algorithm,
      assurance: key.application === null ? assurance : 3,
      "verify-required": userVerified,
    })),
  );
  if (options.json === true) {
    for (const key of keys) io.json(key);
    return 0;
  }
  if (policy.risk.unsigned) {
    io.out(paint(io, "yellow", "These policies are for development: decisions without a signature count."));
  }
  for (const key of keys) {
    const strict = key["verify-required"] ? ", verified" : "";
    io.out(`${padCell(key.identity, 16)} ${key.fingerprint}  ${key.algorithm} (assurance ${key.assurance}${strict})`);
  }
  const without = people.filter(({ keys: held }) => held.length === 0).map(({ name }) => name);
  if (without.length > 0)
    io.out(paint(io, "dim", `without a key: ${without.join(", ")} (gatehouse keys enrol --as NAME)`));
  return 0;
}
