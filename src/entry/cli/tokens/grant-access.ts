// `gatehouse access grant`: makes a token that is a password for PostgreSQL's own clients, keeps what checks it, and shows it this once.

import { newSalt, passwordSecrets } from "../../../adapters/system/token-secrets.ts";
import { readVerifier } from "../../../core/identity/scram-verifier.ts";
import type { Tokens } from "../../../gate/ports/tokens.ts";
import { readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { type CreateOptions, makeAndShow } from "./create-token.ts";

export async function grantAccess(options: CreateOptions, io: Io): Promise<number> {
  return makeAndShow(options, {
    io,
    secretsFor: async (identity, tokens) => passwordSecrets(await saltOf(identity, tokens)),
    next: async () => {
      const project = await readProject(options.config);
      if (project.kind === "problems") return [];
      const { postgres } = project.config.transport;
      const names = [...Object.entries(project.config.databases)].flatMap(([name, { engine }]) =>
        engine === "postgres" ? [name] : [],
      );
      const [host = "HOST", port = "6432"] = postgres?.listen.split(/:(?=\d+$)/) ?? [];
      const database = postgres?.databases?.[0] ?? names[0] ?? "DATABASE";
      return [
        `Connect with: psql "host=${host} port=${port} dbname=${database} user=${options.as} sslmode=require"`,
        ...(postgres === undefined
          ? ["Nothing listens yet: set transport.postgres in gatehouse.yaml, and start gatehouse serve --postgres."]
          : []),
      ];
    },
  });
}

/** All passwords of one identity have one salt: the server says it before it knows which of them is meant. */
async function saltOf(identity: string, tokens: Pick<Tokens, "list">): Promise<string> {
  const own = (await tokens.list()).filter((token) => token.identity === identity);
  return own.flatMap(({ digest }) => readVerifier(digest) ?? [])[0]?.salt ?? newSalt();
}
