// Checkpoints as log records of an OpenTelemetry collector: each a line that `gatehouse ledger verify --against` reads again.

import { type Collector, type LogRecord, sendLog } from "../../../adapters/http/otlp-logs.ts";
import { nodeNoteCrypto } from "../../../adapters/system/note-crypto.ts";
import { systemClock } from "../../../adapters/system/system-clock.ts";
import { writeCheckpoint } from "../../../core/ledger/export/export-lines.ts";
import { parseCheckpoint } from "../../../core/ledger/tree/checkpoint.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { StoredCheckpoint } from "../../../gate/ports/checkpoints.ts";
import { VERSION } from "../version.ts";
import type { CheckpointAnchor } from "./keep-checkpoints.ts";

const RESOURCE = { "service.name": "gatehouse", "service.version": VERSION };

/** What a collector refuses for good is said once and not sent again; what it cannot take now is tried with the next checkpoint. */
export function collectorAnchor(collector: Collector): CheckpointAnchor {
  const name = `the collector at ${new URL(collector.url).host}`;
  let refused: number | null = null;
  let notBefore = 0;
  return {
    name,
    publish: async (checkpoint) => {
      if (refused === checkpoint.size) return;
      if (systemClock.monotonic() < notBefore) throw notNow(name);
      const delivery = await sendLog(recordOf(checkpoint), { collector, resource: RESOURCE });
      if (delivery.kind === "accepted") return;
      if (delivery.kind === "later") {
        notBefore = systemClock.monotonic() + delivery.seconds * 1_000_000;
        throw notNow(name);
      }
      refused = checkpoint.size;
      throw new Failure(
        "collector-unavailable",
        `${name} refused it (${delivery.why}); correct ledger.checkpoints.collectors in gatehouse.yaml.`,
      );
    },
  };
}

function notNow(name: string): Failure {
  return new Failure("collector-unavailable", `${name} is busy; it is tried again with the next checkpoint.`);
}

function recordOf({ size, note }: StoredCheckpoint): LogRecord {
  const parsed = parseCheckpoint(note, nodeNoteCrypto);
  return {
    time: BigInt(systemClock.now()) * 1_000n,
    event: "gatehouse.checkpoint",
    body: writeCheckpoint(note),
    attributes: {
      "gatehouse.ledger.size": size,
      ...(parsed !== null && {
        "gatehouse.ledger.origin": parsed.origin,
        "gatehouse.ledger.root": nodeNoteCrypto.base64.encode(parsed.root),
      }),
    },
  };
}
