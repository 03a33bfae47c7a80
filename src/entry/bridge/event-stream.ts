// Server-sent events (WHATWG HTML, section 9.2) as they arrive, in pieces: the data of each, and nothing else of it.

import { StringDecoder } from "node:string_decoder";

export class EventStream {
  readonly #decoder = new StringDecoder("utf8");
  readonly #event: (data: string) => void;
  #line = "";
  #data: string[] = [];

  constructor(event: (data: string) => void) {
    this.#event = event;
  }

  take(piece: Buffer): void {
    const lines = (this.#line + this.#decoder.write(piece)).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#read(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  #read(line: string): void {
    if (line.startsWith("data:")) this.#data.push(line.slice(line[5] === " " ? 6 : 5));
    if (line !== "" || this.#data.length === 0) return;
    const data = this.#data.join("\n");
    this.#data = [];
    this.#event(data);
  }
}
