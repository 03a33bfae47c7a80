// Tells when a policy folder has changed. Editors replace files, so folders are watched, not files; changes in quick succession count once.

import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

const SETTLE_MILLISECONDS = 150;

/** Calls `changed` after the folder or roles/ or data/ below it changed. Returns what ends the watch. */
export function watchPolicies(folder: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  const watchers: FSWatcher[] = [];
  const settle = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MILLISECONDS);
    timer.unref();
  };
  for (const part of ["", "roles", "data"]) {
    try {
      const watcher = watch(join(folder, part), { persistent: false }, settle);
      watcher.on("error", () => watcher.close());
      watchers.push(watcher);
    } catch {
      // a part that is not there cannot change; making it changes the folder above it
    }
  }
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
