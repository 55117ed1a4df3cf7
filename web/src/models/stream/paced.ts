/**
 * Lets a value through at once, and after that the newest one at most every `ms`: what a dragged control says
 * is many values, and only the last one counts.
 */
export function paced<T>(ms: number, send: (value: T) => void): (value: T) => void {
  let waiting: { value: T } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const next = () => {
    timer = null;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    send(value);
    timer = setTimeout(next, ms);
  };
  return (value) => {
    waiting = { value };
    if (timer === null) next();
  };
}
