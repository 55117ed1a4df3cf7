/** Takes one line that a part of the stack wrote. */
export type Log = (part: string, line: string) => void;

/** Cuts a stream of chunks into lines; the last piece of a line waits for its end. */
export function lineSplitter(take: (line: string) => void): (chunk: Buffer | string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk.toString()).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") take(line);
  };
}
