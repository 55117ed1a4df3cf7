/** Codes of the first message of a connection, which has no type byte. */
export const PROTOCOL_3 = 0x0003_0000;
export const CANCEL_REQUEST = 80_877_102;
/** Requests for TLS or GSSAPI inside the connection. */
export const ENCRYPTION_REQUESTS: readonly number[] = [80_877_103, 80_877_104];

/** One message of PostgreSQL's protocol 3: a type letter, the length, the body. */
export function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text = (value: string) => Buffer.from(`${value}\0`, "utf8");
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

export const simpleQuery = (sql: string): Buffer => message("Q", text(sql));

/** Asks for a password, as Neon does: its driver sends one without waiting for the question. */
export const askForPassword = (): Buffer => message("R", int32(3));

/** What a server says once the password was right, up to the point where the first query may come. */
export const welcome = (parameters: ReadonlyMap<string, string>): Buffer =>
  Buffer.concat([
    message("R", int32(0)),
    ...[...parameters].map(([name, value]) => message("S", Buffer.concat([text(name), text(value)]))),
    message("K", Buffer.concat([int32(0), int32(0)])),
    message("Z", Buffer.from("I")),
  ]);

/** An error after which the server closes the connection. */
export const fatalError = (sqlstate: string, words: string): Buffer =>
  message(
    "E",
    Buffer.concat([
      ...[
        ["S", "FATAL"],
        ["V", "FATAL"],
        ["C", sqlstate],
        ["M", words],
      ].map(([field = "", value = ""]) => Buffer.concat([Buffer.from(field), text(value)])),
      Buffer.from([0]),
    ]),
  );

/**
 * Cuts what a client sent into whole messages.
 * @returns the messages, and the bytes of one that has not arrived wholly
 */
export function cutMessages(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let at = 0;
  while (bytes.length - at >= 5) {
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) break;
    messages.push(bytes.subarray(at, end));
    at = end;
  }
  return { messages, rest: bytes.subarray(at) };
}

export const typeOf = (one: Buffer): string => String.fromCharCode(one[0] ?? 0);

/**
 * The transaction status that a server's answer ends with: `I` outside, `T` inside, `E` inside one that
 * failed; null when it does not end with ReadyForQuery.
 */
export function statusAfter(answer: Uint8Array): "I" | "T" | "E" | null {
  const tail = Buffer.from(answer.subarray(-6));
  if (tail.length < 6 || typeOf(tail) !== "Z" || tail.readUInt32BE(1) !== 5) return null;
  const status = String.fromCharCode(tail[5] ?? 0);
  return status === "I" || status === "T" || status === "E" ? status : null;
}

const IDLE_LIMITS = /idle_in_transaction_session_timeout|idle_session_timeout|(?<!\w)transaction_timeout/gi;

/**
 * A message of a client whose statement sets one of PostgreSQL's limits of idle time, changed so that it sets
 * a parameter that means nothing (`idle.session_timeout`): the first underscore becomes the dot of a custom
 * parameter, so no length changes. Values bound to a statement are not looked at.
 * Source: https://www.postgresql.org/docs/current/runtime-config-custom.html
 */
export function withoutIdleLimits(one: Buffer): Buffer {
  const type = typeOf(one);
  if (type !== "Q" && type !== "P") return one;
  const body = one.toString("latin1");
  const changed = body.replace(IDLE_LIMITS, (name) => name.replace("_", "."));
  return changed === body ? one : Buffer.from(changed, "latin1");
}
