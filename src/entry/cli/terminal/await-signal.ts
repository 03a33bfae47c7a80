// The first signal that asks the process to end. A second one ends it at once, as if nobody listened.

export function awaitSignal(): Promise<"signalled"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve("signalled"));
  });
}
