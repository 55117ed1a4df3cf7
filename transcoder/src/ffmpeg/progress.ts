const TIME = /\btime=(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)/;

/**
 * Seconds of media done, from a status line of ffmpeg (`… time=00:01:02.50 bitrate=…`); null for any other
 * line.
 */
export function parseProgressSeconds(line: string): number | null {
  const match = TIME.exec(line);
  if (!match) return null;
  const [, sign, hours, minutes, seconds] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === "-" ? 0 : total;
}

/** Whether a line of stderr is a status line, and so no diagnosis. */
export function isStatusLine(line: string): boolean {
  return /^(?:frame|size)=/.test(line.trim());
}
