// Loaded into a server by longest-block.mjs: says on standard error, over and over, how long its event loop was held up at most.

import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
setInterval(() => {
  process.stderr.write(`longest block: ${(delay.max / 1e6).toFixed(2)}\n`);
  delay.reset();
}, 100).unref();
