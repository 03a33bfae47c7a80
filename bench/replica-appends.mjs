// What one replica of `replicas.mjs` does: appends entries, sixteen in flight, and says when it is ready and how many it has appended.
// node bench/replica-appends.mjs STATE_FOLDER URL SECONDS      (begins with a line on standard input)

import { performance } from "node:perf_hooks";
import { postgresState } from "../dist/entry/wiring/postgres-state.js";
import { sampleCall } from "./sample-call.mjs";

const [stateFolder, url, seconds] = process.argv.slice(2);
const { ledger } = await postgresState({ stateFolder, url }).open();
await ledger.append(sampleCall(0));
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
const end = performance.now() + Number(seconds) * 1_000;
const times = [];
const one = async () => {
  for (let place = 0; performance.now() < end; place++) {
    const before = performance.now();
    await ledger.append(sampleCall(place));
    times.push(performance.now() - before);
  }
};
await Promise.all(Array.from({ length: 16 }, one));
process.stdout.write(
  `${JSON.stringify({ appended: times.length, times: times.toSorted((a, b) => a - b).filter((_, at) => at % 10 === 0) })}\n`,
);
await ledger.close();
process.exit(0);
