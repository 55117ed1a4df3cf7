import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";
import type { SessionLimits } from "./backend.ts";
import type { Turns } from "./turns.ts";
import { cutMessages, fatalError, simpleQuery, statusAfter, typeOf, withoutIdleLimits } from "./wire.ts";

/**
 * One client's session with PGlite, which has a single connection: the session waits for its turn when a
 * statement comes, and keeps it until no transaction is open any more. A transaction that is left open is
 * rolled back after a limit and its client gets a FATAL error, so that nobody waits for it for ever.
 * PostgreSQL's own limits of idle time are kept from the database: it would end its only connection, and
 * PGlite (0.5) goes on asking a database that has ended, without end.
 */
export class PgliteSession extends Duplex {
  readonly #database: PGlite;
  readonly #turns: Turns;
  readonly #limits: SessionLimits;
  /** Bytes of messages that have not come wholly, or that wait for their Sync. */
  #waiting: Buffer = Buffer.alloc(0);
  #endTurn: (() => void) | null = null;
  #idle: NodeJS.Timeout | undefined;
  #open: NodeJS.Timeout | undefined;
  /** What is done with the database, one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #wasUsed = false;
  #isOver = false;

  constructor(database: PGlite, turns: Turns, limits: SessionLimits) {
    super();
    this.#database = database;
    this.#turns = turns;
    this.#limits = limits;
  }

  override _read(): void {
    // Answers are pushed when they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#then(() => this.#take(chunk)).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOver = true;
    this.#then(() => this.#leave()).then(
      () => done(error),
      (cause: Error) => done(error ?? cause),
    );
  }

  #then(step: () => Promise<void>): Promise<void> {
    const next = this.#work.then(step);
    this.#work = next.catch(() => undefined);
    return next;
  }

  async #take(chunk: Buffer): Promise<void> {
    if (this.#isOver) return;
    const { messages, rest } = cutMessages(Buffer.concat([this.#waiting, chunk]));
    let group: Buffer[] = [];
    for (const one of messages) {
      const type = typeOf(one);
      if (type === "X") {
        this.#end();
        return;
      }
      group.push(withoutIdleLimits(one));
      // The server answers at a simple query, a Sync or a Flush; what comes before belongs to it.
      if (type !== "Q" && type !== "S" && type !== "H") continue;
      await this.#exchange(Buffer.concat(group));
      group = [];
      if (this.#isOver) return;
    }
    this.#waiting = Buffer.concat([...group, rest]);
  }

  async #exchange(bytes: Buffer): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#endTurn === null) {
      const endTurn = await this.#turns.take();
      if (this.#isOver) {
        endTurn();
        return;
      }
      this.#endTurn = endTurn;
    }
    this.#wasUsed = true;
    const answer = await this.#database.execProtocolRaw(bytes);
    if (answer.length > 0) this.push(Buffer.from(answer));
    if (statusAfter(answer) === "I") {
      this.#giveBack();
      return;
    }
    this.#idle = setTimeout(() => this.#expire("25P03", "idle-in-transaction"), this.#limits.idle_ms);
    this.#open ??= setTimeout(() => this.#expire("25P04", "transaction"), this.#limits.transaction_ms);
  }

  #expire(sqlstate: string, limit: string): void {
    void this.#then(async () => {
      if (this.#isOver || this.#endTurn === null) return;
      await this.#rollBack();
      this.push(fatalError(sqlstate, `terminating connection due to ${limit} timeout`));
      this.#end();
    });
  }

  /** Says to the client that the session is over; the stream is destroyed when that was read. */
  #end(): void {
    this.#isOver = true;
    this.push(null);
  }

  async #rollBack(): Promise<void> {
    await this.#database.execProtocolRaw(simpleQuery("ROLLBACK"));
    this.#giveBack();
  }

  #giveBack(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#open);
    this.#open = undefined;
    this.#endTurn?.();
    this.#endTurn = null;
  }

  /**
   * Leaves the one connection as it was found: no transaction, no prepared statement, no setting of this
   * session.
   */
  async #leave(): Promise<void> {
    if (this.#endTurn !== null) await this.#rollBack();
    if (!this.#wasUsed || this.#database.closed) return;
    const endTurn = await this.#turns.take();
    try {
      if (!this.#database.closed) await this.#database.execProtocolRaw(simpleQuery("DISCARD ALL"));
    } finally {
      endTurn();
    }
  }
}
