// `gatehouse revert ID`: files the inverse of a write as a request of its own. It is weighed, approved and carried out like any other.

import type { Answer } from "../../gate/calls.ts";
import { revertWrite, type WriteResult } from "../../gate/writing.ts";
import { openGatehouse } from "../wiring/open-gatehouse.ts";
import { failureOfProblems, readProject } from "../wiring/project.ts";
import { type ActorOptions, actAs } from "./act-as.ts";
import { findRequest } from "./approvals/find-request.ts";
import type { Io } from "./terminal/io.ts";
import { paint } from "./terminal/paint.ts";

export interface RevertOptions extends ActorOptions {
  readonly config: string;
  readonly reason: string;
  readonly wait: number;
  readonly json?: true;
}

export async function revert(given: string, options: RevertOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const opened = await openGatehouse(project, (line) => io.err(`gatehouse: ${line}`));
  try {
    const { gatehouse } = opened;
    const { caller } = actAs(options, {
      policy: gatehouse.policy(),
      may: ({ writesOwnDatasets }) => writesOwnDatasets,
    });
    const { filed } = await findRequest(given, gatehouse);
    const stopping = new AbortController();
    process.once("SIGINT", () => stopping.abort());
    const answer = await revertWrite(
      { id: filed.request.id, reason: options.reason, waitSeconds: options.wait },
      { caller, gatehouse, cancellation: stopping.signal, progress: (message) => io.err(message) },
    );
    return say(answer, { options, io });
  } finally {
    await opened.close();
  }
}

function say(answer: Answer<WriteResult>, { options, io }: { options: RevertOptions; io: Io }): number {
  if (answer.kind === "refused") {
    const { code, message, remedy } = answer.refusal;
    if (options.json === true) io.json({ refused: code, message, remedy });
    else io.err(`${paint(io, "red", `refused: ${code}`)}  ${message} ${remedy}`);
    return 1;
  }
  const { result } = answer;
  if (options.json === true) {
    io.json(result);
  } else if (result.status === "executed") {
    io.out(
      `${paint(io, "green", "taken back")}: ${countRows(result.row_count)} as before (request ${result.request ?? ""})`,
    );
  } else {
    const rows = result.effect.reduce((sum, effect) => sum + (effect.rows ?? 0), 0);
    const next =
      result.status === "pending_approval"
        ? `Somebody else approves it and carries it out: gatehouse approvals approve ${result.request ?? ""} --run`
        : result.next;
    io.out(
      `${paint(io, "yellow", result.status)}  ${countRows(rows)} would be as before, and nothing has been changed. ${next}`,
    );
  }
  return result.status === "executed" || result.status === "pending_approval" ? 0 : 1;
}

function countRows(rows: number): string {
  return `${rows} ${rows === 1 ? "row" : "rows"}`;
}
