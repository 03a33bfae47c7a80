// A thread that verifies runs of entries of one ledger file, as it is told. It opens the file to read it, and writes nothing.

import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { openForReading } from "../ledger/ledger-file.ts";
import { rangeVerifier } from "../ledger/ledger-range.ts";

const dataSchema = z.strictObject({
  file: z.string(),
  question: z.strictObject({
    origin: z.string(),
    sealingKey: z.instanceof(Uint8Array).nullable(),
    marks: z.array(z.int()),
  }),
});

const runSchema = z.strictObject({ from: z.int(), to: z.int() });

const { file, question } = dataSchema.parse(workerData);
const connection = openForReading(file);
connection.exec("BEGIN"); // one moment for what is stored aside and for what says that it was erased
const verifyRange = rangeVerifier(connection, question);
parentPort?.on("message", (message: unknown) => {
  const { from, to } = runSchema.parse(message);
  parentPort?.postMessage(verifyRange(from, to), []);
});
