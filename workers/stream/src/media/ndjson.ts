/** Longest line in characters: a result with thousands of segments is the largest there is. */
const MAX_LINE = 8_000_000;

/**
 * The lines of a newline-delimited JSON body as they arrive. Throws when a line grows beyond reason, when the
 * other side is silent for `silence_ms`, or when the body breaks.
 */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  silence_ms: number,
): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await withTimeout(reader.read(), silence_ms);
      rest += value ?? "";
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE) throw new Error("a line of the answer is too long");
      yield* lines.filter((line) => line.trim() !== "");
      if (done) {
        if (rest.trim() !== "") yield rest;
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no sign of life for ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
