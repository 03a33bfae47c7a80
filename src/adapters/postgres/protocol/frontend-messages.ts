// What is sent to the server: messages of the extended query protocol (PostgreSQL manual, 54.7), many of them in one piece of memory, so that
// a trip is one write. Every text is UTF-8; whoever calls has seen to it that none holds a NUL, at which the protocol ends it.

/** Null is NULL; text goes in the text format, bytes in the binary one. */
export type WireValue = string | null | Buffer;

const SLAB = 16_384;
const HEADER = 5;
/** Bytes of UTF-8 that one unit of a JavaScript string can take. */
const WIDEST = 3;

const BIND = 0x42;
const CLOSE = 0x43;
const DESCRIBE = 0x44;
const EXECUTE = 0x45;
const PARSE = 0x50;
const SYNC = 0x53;
const OF_STATEMENT = 0x53;
const OF_PORTAL = 0x50;

export class FrontendMessages {
  #slab = Buffer.allocUnsafeSlow(SLAB);
  /** Where what has not been taken begins, where the message at hand does, and where the next byte goes. */
  #from = 0;
  #message = 0;
  #at = 0;

  parse(statement: string, text: string): void {
    this.#begin(PARSE, (statement.length + text.length) * WIDEST + 4);
    this.#string(statement);
    this.#string(text);
    this.#short(0);
    this.#end();
  }

  /** `codes`: in which formats the columns of the result come; in text if there are none. */
  bind(portal: string, statement: string, values: readonly WireValue[], codes: readonly number[] = []): void {
    let size = (portal.length + statement.length) * WIDEST + 8 + codes.length * 2;
    for (const value of values) size += 6 + (typeof value === "string" ? value.length * WIDEST : (value?.length ?? 0));
    this.#begin(BIND, size);
    this.#string(portal);
    this.#string(statement);
    this.#short(values.length);
    for (const value of values) this.#short(value !== null && typeof value !== "string" ? 1 : 0);
    this.#short(values.length);
    for (const value of values) this.#value(value);
    this.#short(codes.length);
    for (const code of codes) this.#short(code);
    this.#end();
  }

  describePortal(portal: string): void {
    this.#named(DESCRIBE, OF_PORTAL, portal);
  }

  describeStatement(statement: string): void {
    this.#named(DESCRIBE, OF_STATEMENT, statement);
  }

  closeStatement(statement: string): void {
    this.#named(CLOSE, OF_STATEMENT, statement);
  }

  /** `rows` is how many come at most; 0 for all. */
  execute(portal: string, rows: number): void {
    this.#begin(EXECUTE, portal.length * WIDEST + 5);
    this.#string(portal);
    this.#long(rows);
    this.#end();
  }

  /** Ends a transaction that no BEGIN began, and asks for an answer. */
  sync(): void {
    this.#begin(SYNC, 0);
    this.#end();
  }

  /** One statement whose rows nobody looks at. */
  command(text: string): void {
    this.parse("", text);
    this.bind("", "", []);
    this.execute("", 0);
  }

  /** What was written since the last time. It stays as it is: nothing is written there again. */
  take(): Buffer {
    const taken = this.#slab.subarray(this.#from, this.#at);
    this.#from = this.#at;
    return taken;
  }

  #named(type: number, of: number, name: string): void {
    this.#begin(type, name.length * WIDEST + 2);
    this.#slab[this.#at++] = of;
    this.#string(name);
    this.#end();
  }

  #begin(type: number, size: number): void {
    if (this.#slab.length - this.#at < size + HEADER) this.#renew(size + HEADER);
    this.#message = this.#at;
    this.#slab[this.#at] = type;
    this.#at += HEADER;
  }

  /** The length counts itself, and not the type. */
  #end(): void {
    this.#slab.writeUInt32BE(this.#at - this.#message - 1, this.#message + 1);
  }

  #renew(room: number): void {
    const untaken = this.#slab.subarray(this.#from, this.#at);
    this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB, untaken.length + room));
    untaken.copy(this.#slab);
    this.#from = 0;
    this.#at = untaken.length;
  }

  #value(value: WireValue): void {
    if (value === null) return this.#long(-1);
    const start = this.#at + 4;
    const size = typeof value === "string" ? this.#slab.write(value, start, "utf8") : value.copy(this.#slab, start);
    this.#long(size);
    this.#at += size;
  }

  #string(text: string): void {
    this.#at += this.#slab.write(text, this.#at, "utf8");
    this.#slab[this.#at++] = 0;
  }

  #short(value: number): void {
    this.#at = this.#slab.writeUInt16BE(value, this.#at);
  }

  #long(value: number): void {
    this.#at = this.#slab.writeInt32BE(value, this.#at);
  }
}
