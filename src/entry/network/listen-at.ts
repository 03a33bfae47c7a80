// An address of gatehouse.yaml, `host:port`, and what listens at it.

import type { AddressInfo, Server } from "node:net";
import { Failure } from "../../core/model/failure.ts";

/** Resolves with where it is listened, with the port that was taken: host:port. Rejects with a Failure where it cannot be. */
export async function listenAt(server: Server, address: string): Promise<string> {
  const { host, port } = partsOf(address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "another process has it" : "it cannot be listened at";
      const said = `The address ${address} is not free because ${why}; change it in gatehouse.yaml.`;
      reject(new Failure("config-invalid", said, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return addressOf(server.address(), address);
}

/** Whether nobody beyond this machine reaches it. */
export function isLoopback(address: string): boolean {
  const { host } = partsOf(address);
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function partsOf(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(address.slice(colon + 1)) };
}

function addressOf(bound: AddressInfo | string | null, written: string): string {
  if (bound === null || typeof bound === "string") return written;
  return `${written.slice(0, written.lastIndexOf(":"))}:${bound.port}`;
}
