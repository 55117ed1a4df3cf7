import { expect, test } from "vitest";
import { describeError, framesOf } from "./error-text.ts";
import { createJsonLogger } from "./log.ts";

const SECRETS = ["ada@veza.test", "$2b$10$abcdefghijklmnopqrstuv", "203.0.113.7"];

function failedStatement(): Error {
  const postgres = Object.assign(new Error(`invalid input syntax for type inet: "${SECRETS[2]}"`), {
    name: "NeonDbError",
    code: "22P02",
    severity: "ERROR",
    constraint: undefined,
    detail: `Key (email)=(${SECRETS[0]}) already exists.`,
    table: "users",
  });
  const sql = 'insert into "users" ("email", "password_hash")\n values ($1, $2)';
  return new Error(`Failed query: ${sql}\nparams: ${SECRETS.join(",")}`, { cause: postgres });
}

test("a statement that failed is in the log without its parameters", () => {
  const lines: string[] = [];
  const log = createJsonLogger({
    worker: "veza-api",
    write: (line) => void lines.push(line),
    now: () => new Date(),
  });
  log.error("unhandled", new Error("while registering", { cause: failedStatement() }));
  const text = lines.join("\n");
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  const line = JSON.parse(text) as { cause: string; stack: string };
  expect(line.cause).toBe(
    'while registering: a statement failed: insert into "users" ("email", "password_hash") values ($1, $2): postgres 22P02 table users',
  );
  expect(line.stack).toContain("error-text.test.ts");
  expect(line.stack).not.toContain("while registering");
});

test("what came over RPC has lost its class and is stripped by its form", () => {
  const text = describeError(new Error(`Error: ${failedStatement().message}`));
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  expect(text).toContain("values ($1, $2)");
});

test.each([
  [new Error("no mailbox for ada@veza.test"), "no mailbox for [address]"],
  [new Error('550 "odd one"@veza.test'), "550 [address]"],
  [new Error(`token vrt_${"a".repeat(43)}`), "token [token]"],
  [new Error(`row ${"0f".repeat(32)}`), "row [hash]"],
  ["just words", "just words"],
  [null, "null"],
  [undefined, "undefined"],
])("%s is told as %s", (cause, told) => expect(describeError(cause)).toBe(told));

test("a message over several lines leaves nothing in the stack, and a chain that bites its tail ends", () => {
  const error = new Error("first\nparams: ada@veza.test\n   at the door");
  error.cause = error;
  expect(framesOf(error)).not.toMatch(/params|at the door|ada@/);
  expect(describeError(error).length).toBeLessThan(1000);
});
