import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";

/**
 * PGlite as the socket of an ordinary `pg` client: what the client writes goes to the database's protocol
 * entry, what it answers is read back. So both kinds of database are spoken to by the same code, and error
 * fields, command tags and types are PostgreSQL's own in both.
 */
export class PgliteConnection extends Duplex {
  readonly #database: PGlite;

  constructor(database: PGlite) {
    super();
    this.#database = database;
  }

  /** `pg` opens its stream by this call. */
  connect(): this {
    process.nextTick(() => this.emit("connect"));
    return this;
  }

  // Socket methods that `pg` calls on whatever stream it has; nothing to do without a network.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed when they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#exchange(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#exchange(Buffer.concat(chunks.map((each) => each.chunk))).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
  }

  async #exchange(message: Buffer): Promise<void> {
    // "Terminate" would end the only session there is; the database is closed by its owner.
    if (message[0] === 0x58) return;
    const answer = await this.#database.execProtocolRaw(message);
    if (answer.length > 0) this.push(Buffer.from(answer));
  }
}
