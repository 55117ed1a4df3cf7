import type { Refused } from "./reply.ts";

/** A room's refusal, thrown: for what waits for success. */
export class RefusalError extends Error {
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.message);
    this.name = "RefusalError";
    this.refused = refused;
  }
}

/** The room's answer, when it did what was asked. @throws RefusalError otherwise */
export async function unlessRefused<T extends { ok: true }>(answer: Promise<T | Refused>): Promise<T> {
  const said = await answer;
  if (said.ok) return said;
  throw new RefusalError(said);
}
