// Tells when a policy folder has changed. Editors replace files, so folders are watched, not files; changes in quick succession count once.

import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

const SETTLE_MILLISECONDS = 150;

/** Calls `changed` after the folder or roles/ or data/ below it changed. Returns what ends the watch. */
export function watchPolicies(folder: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  let watchers: readonly FSWatcher[] = [];
  const settle = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      renew(); // a folder may have been replaced or made: the old watch would see nothing of it
      changed();
    }, SETTLE_MILLISECONDS);
    timer.unref();
  };
  const renew = () => {
    for (const watcher of watchers) watcher.close();
    watchers = ["", "roles", "data"].flatMap((part) => watchFolder(join(folder, part), settle));
  };
  renew();
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** None when there is no such folder: making it changes the folder above it. */
function watchFolder(folder: string, settle: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, settle);
    watcher.on("error", settle);
    return [watcher];
  } catch {
    return [];
  }
}
