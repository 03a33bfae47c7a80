// The server's end of one reader process, which answers one request at a time.

import type { ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import { Frames, frameOf } from "./reader-frames.ts";
import type { Reply, Request } from "./sqlite-messages.ts";
import { startReader } from "./start-process.ts";

/** Who waits for an answer; one of the two is told, once. */
interface Waiting {
  answered(reply: Reply): void;
  /** The process has ended, by itself or by end(). */
  ended(): void;
}

export class Reader {
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  #waiting: Waiting | null = null;

  /** `gone` is told when the process has ended, before whoever waits for an answer. */
  constructor(file: string, gone: (reader: Reader) => void) {
    ({ child: this.#child, channel: this.#channel } = startReader(file));
    const frames = new Frames<Reply>();
    this.#channel.on("data", (piece: Buffer) => {
      for (const reply of frames.take(piece)) this.#settle()?.answered(reply);
    });
    this.#channel.on("error", () => undefined); // its end is told by exit
    this.#child.once("exit", () => {
      gone(this);
      this.#settle()?.ended();
    });
  }

  ask(request: Request, waiting: Waiting): void {
    this.#waiting = waiting;
    this.#channel.write(frameOf(request));
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  #settle(): Waiting | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}
