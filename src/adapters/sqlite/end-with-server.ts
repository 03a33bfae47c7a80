// Ends this process when the server that started it is gone, in the midst of a statement, too. The end of its messages is seen only when
// a statement has ended: a server that was killed would leave one behind that runs on for hours.

import { Worker } from "node:worker_threads";

/** Once this process has another parent, or, where a parent's number stays, once nothing has that number. */
const WATCH = `
const server = require("node:worker_threads").workerData;
setInterval(() => {
  if (process.ppid !== server) process.kill(process.pid, "SIGKILL");
  try {
    process.kill(server, 0);
  } catch (error) {
    if (error.code === "ESRCH") process.kill(process.pid, "SIGKILL");
  }
}, 1_000);
`;

/** `server` is the number of the process that started this one. */
export function endWithServer(server: number): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: server,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  watch.unref();
}
