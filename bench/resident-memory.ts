// Resident memory of a process and of all that it started, as Linux tells it; null elsewhere.

import { readdir, readFile } from "node:fs/promises";

/** MiB. Pages that processes share are counted once for each. */
export async function residentMemory(pid: number): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const statuses = await Promise.all(
    (await readdir("/proc"))
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readFile(`/proc/${name}/status`, "utf8").catch(() => "")),
  );
  const processes = statuses.map((status) => ({
    pid: numberAfter(status, "Pid:"),
    parent: numberAfter(status, "PPid:"),
    kilobytes: numberAfter(status, "VmRSS:"),
  }));
  const family = new Set([pid]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const each of processes) if (family.has(each.parent)) family.add(each.pid);
  }
  const kilobytes = processes.filter((each) => family.has(each.pid)).reduce((sum, each) => sum + each.kilobytes, 0);
  return kilobytes / 1024;
}

function numberAfter(status: string, label: string): number {
  const line = status.split("\n").find((each) => each.startsWith(label));
  return Number.parseInt(line?.slice(label.length).trim() ?? "0", 10);
}
