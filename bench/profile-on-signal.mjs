// Loaded into a server (--import): SIGUSR2 begins a profile of its processor time, and the next one writes it to $PROFILE_FILE.

import { renameSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";

const INTERVAL_MICROSECONDS = 100;

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: INTERVAL_MICROSECONDS });
let running = false;
process.on("SIGUSR2", () => {
  if (!running) session.post("Profiler.start");
  else
    session.post("Profiler.stop", (_error, { profile }) => {
      const file = process.env.PROFILE_FILE;
      writeFileSync(`${file}.part`, JSON.stringify(profile));
      renameSync(`${file}.part`, file);
    });
  running = !running;
});
