// Says what runs us, as Node says it itself from 21 on. The driver of PostgreSQL asks for that to know a worker at the network's edge; where
// nothing says it, it looks at `Response`, and Node 20 then loads its whole HTTP client: 3 to 5 MiB that stay, for nothing.

/** To be called before the driver is loaded. */
export function nameRuntime(): void {
  if ("navigator" in globalThis) return;
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { userAgent: `Node.js/${process.versions.node.split(".")[0] ?? ""}` },
  });
}
