import { type SharedStack, useSharedStack } from "@veza/dev/testing/shared-stack";
import { inject } from "vitest";

/** The stack of this layer with its stage (dev/src/testing/stage.ts): accounts and tracks. */
export async function theStack(): Promise<SharedStack> {
  const stack = await theStackWithoutTracks();
  await stack.tracks();
  return stack;
}

/** The same for whoever needs the accounts only: it is there a good deal earlier. */
export const theStackWithoutTracks = (): Promise<SharedStack> => useSharedStack(inject("sharedStack"));
export type { SharedStack };
