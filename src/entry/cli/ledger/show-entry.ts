// `gatehouse ledger show`: one entry in full; what is sealed aside for those whose role may, and not without an entry of its own.

import { readFileSync } from "node:fs";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../../wiring/project.ts";
import { recordAct } from "../../wiring/terminal/record-act.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { checkAnswer } from "./check-answer.ts";
import { ledgerAt } from "./ledger-at.ts";
import { tellEntry } from "./tell-entry.ts";

export interface ShowOptions extends ActorOptions {
  readonly config: string;
  readonly reveal?: true;
  readonly answer?: string;
  readonly json?: true;
}

export async function showEntry(index: number, options: ShowOptions, io: Io): Promise<number> {
  const { stored } = await ledgerAt({ config: options.config });
  const reader = await stored.read({ reveal: options.reveal === true });
  try {
    const entry = await reader.entry(index);
    if (entry === null)
      throw new Failure("usage", `The ledger has no entry ${index}; gatehouse ledger list shows which there are.`);
    if (options.answer !== undefined) return await showAnswer(entry.body, { ...options, answer: options.answer }, io);
    if (options.reveal === true) await recordReveal(index, options);
    if (options.json === true) {
      io.jsonText(entry.body);
      return 0;
    }
    io.out(tellEntry(entry.record), "");
    for (const [name, value] of Object.entries(entry.record)) {
      if (value !== undefined)
        io.out(
          `${paint(io, "bold", name.padEnd(12))}${visibleLine(typeof value === "string" ? value : JSON.stringify(value))}`,
        );
    }
    if (options.reveal === true) {
      const sent = await reader.unseal(index);
      io.out(
        `${paint(io, "bold", "sent".padEnd(12))}${sent === null ? "nothing is sealed for this entry, or it was erased" : visibleLine(sent)}`,
      );
    }
    return 0;
  } finally {
    await reader.close();
  }
}

/** Durable before anything is shown. Rejects with a Failure `not-permitted`; the attempt is an entry, too. */
async function recordReveal(index: number, options: ShowOptions): Promise<void> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const { caller } = actAs(options, { policy, may: ({ auditsLedger }) => auditsLedger });
  const permitted = policy.roles.get(caller.role)?.auditsLedger === true;
  await recordAct(project, {
    kind: "ledger.read",
    detail: { entry: index, revealed: permitted },
    caller,
    policyDigest: policy.digest,
  });
  if (permitted) return;
  throw new Failure(
    "not-permitted",
    `${caller.principal} may not see in the role ${caller.role} what is sealed aside; use an identity whose role has \`ledger: audit\`.`,
  );
}

async function showAnswer(body: string, options: ShowOptions & { answer: string }, io: Io): Promise<number> {
  let text: string;
  try {
    text = readFileSync(options.answer, "utf8");
  } catch (cause) {
    throw new Failure("usage", `The file ${options.answer} cannot be read; check its name and its rights.`, { cause });
  }
  const same = await checkAnswer(text, { body, config: options.config });
  if (options.json === true) io.json({ same });
  else if (same) io.out(`${paint(io, "green", "the same")}: this is what the call was answered`);
  else io.out(`${paint(io, "red", "another")}: this is not what the call was answered`);
  return same ? 0 : 1;
}
