// Asks a witness to cosign a checkpoint (c2sp.org/tlog-witness, add-checkpoint). It is told origin, size, root and hashes; no entry.

import { Failure } from "../../core/model/failure.ts";

export type WitnessReply =
  /** Signature lines, unchecked. */
  | { readonly kind: "cosigned"; readonly lines: string }
  /** The witness has seen another size last. */
  | { readonly kind: "conflict"; readonly size: number };

const PATIENCE_MILLISECONDS = 10_000;
const LARGEST_REPLY = 100_000;

/** `url` is the submission prefix. Rejects with a Failure `witness-unavailable`. */
export async function askWitness(url: string, body: string): Promise<WitnessReply> {
  const target = `${url.replace(/\/$/, "")}/add-checkpoint`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(target, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
    text = (await response.text()).slice(0, LARGEST_REPLY);
  } catch (cause) {
    throw new Failure(
      "witness-unavailable",
      `The witness at ${url} does not answer; the next checkpoint tries again.`,
      {
        cause,
      },
    );
  }
  if (response.status === 200) return { kind: "cosigned", lines: text };
  const [, size] = response.status === 409 ? (/^(\d{1,16})\n$/.exec(text) ?? []) : [];
  if (size !== undefined) return { kind: "conflict", size: Number(size) };
  throw new Failure(
    "witness-unavailable",
    `The witness at ${url} did not cosign (status ${response.status}); ask its operator whether it knows this log's key.`,
  );
}
