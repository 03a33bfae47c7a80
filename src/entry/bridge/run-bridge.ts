// `gatehouse bridge`: a client that starts stdio servers on one side, a server under another user or elsewhere on the other. It opens no
// project, no key and no database, and loads nothing of what a server is made of.

import { GOODBYE_MILLISECONDS, within } from "../cli/within.ts";
import { BridgeToken } from "./bridge-token.ts";
import { Relay } from "./relay.ts";
import { openLink } from "./server-link.ts";

interface BridgeOptions {
  readonly socket?: string;
  readonly url?: string;
  readonly tokenFile?: string;
}

/** How long what is under way is waited for once a signal comes; once the client says no more, it is as long as of every server. */
const SIGNALLED_MILLISECONDS = 1_000;
/** Until what was ended is answered. */
const LAST_MILLISECONDS = 1_000;
/** Characters of a line; the server takes 8 MiB. */
const LONGEST_LINE = 16 * 1_048_576;

/** Resolves with the exit code. Rejects with a Failure for options that cannot be used. */
export async function bridge(
  options: BridgeOptions,
  { log, signalled }: { log: (line: string) => void; signalled: Promise<"signalled"> },
): Promise<number> {
  const token = new BridgeToken(options.tokenFile, process.env["GATEHOUSE_TOKEN"]);
  const link = await openLink(options);
  const { stdin, stdout } = process;
  const flow = (): void => {
    if (relay.isFull || stdout.writableNeedDrain) stdin.pause();
    else if (stdin.isPaused()) stdin.resume();
  };
  const write = (line: string): void => {
    stdout.write(`${line}\n`);
    flow();
  };
  const relay: Relay = new Relay({ link, token, write, log, settled: flow });
  stdout.on("drain", flow);
  const deaf = new Promise<"deaf">((resolve) => void stdout.once("error", () => resolve("deaf")));
  const ended = await Promise.race([readLines(relay), deaf, signalled]);
  stdin.pause();
  if (ended === "ended") await within(GOODBYE_MILLISECONDS, Promise.race([relay.idle(), deaf, signalled]));
  if (ended === "signalled") await within(SIGNALLED_MILLISECONDS, Promise.race([relay.idle(), deaf]));
  relay.end();
  await within(LAST_MILLISECONDS, relay.idle());
  await within(LAST_MILLISECONDS, new Promise((resolve) => void stdout.write("", resolve)));
  link.close();
  return 0;

  function readLines(to: Relay): Promise<"ended"> {
    let rest = "";
    stdin.setEncoding("utf8");
    stdin.on("data", (piece: string) => {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) to.take(line);
      if (rest.length > LONGEST_LINE) stdin.destroy(new Error("too long"));
      flow();
    });
    return new Promise((resolve) => {
      stdin.once("end", () => {
        to.take(rest); // a last line may lack its end
        resolve("ended");
      });
      stdin.once("error", (error) => {
        log(`the client's input ended: ${error.message}`);
        resolve("ended");
      });
    });
  }
}
