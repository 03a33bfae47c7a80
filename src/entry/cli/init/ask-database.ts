// Which database, asked at the terminal: a SQLite file, or the name of the environment variable that holds a URL. A URL with a password is
// taken from the environment alone, so that no file holds it.

import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Asker } from "../terminal/ask.ts";

/** As `--postgres` and `--sqlite` give it. */
export type DatabasePlace = { readonly postgres: string } | { readonly sqlite: string };

export function askDatabase(asker: Asker): Promise<DatabasePlace> {
  return asker.ask({
    question: "Which database?",
    hint: "app.db, a SQLite file, or DATABASE_URL, an environment variable with a postgres:// URL",
    read: (answer) => readPlace(answer, process.env),
  });
}

function readPlace(
  answer: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly is: DatabasePlace } | { readonly problem: string } {
  const [, variable] = /^\$?\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(answer) ?? [];
  if (variable !== undefined && environment[variable] !== undefined) return { is: { postgres: `\${${variable}}` } };
  if (/^postgres(ql)?:\/\//.test(answer)) {
    return hasPassword(answer)
      ? { problem: "That URL holds a password: put it into an environment variable, and name that." }
      : { is: { postgres: answer } };
  }
  if (answer !== "" && existsSync(answer) && statSync(answer).isFile()) return { is: { sqlite: answer } };
  const file = relative(process.cwd(), resolve(answer));
  return {
    problem:
      answer === ""
        ? "Name a file or a variable; Ctrl-C ends this."
        : `There is no file ${file}, and no such variable in the environment.`,
  };
}

function hasPassword(url: string): boolean {
  try {
    const { password, searchParams } = new URL(url);
    return password !== "" || searchParams.has("password");
  } catch {
    return true;
  }
}
