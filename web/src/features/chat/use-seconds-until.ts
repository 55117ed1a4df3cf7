import { useEffect, useState } from "react";

/** Seconds until a time (epoch ms), counted down; 0 when it is over or none. */
export function useSecondsUntil(time: number | null): number {
  const left = () => (time === null ? 0 : Math.max(0, Math.ceil((time - Date.now()) / 1000)));
  const [, setTick] = useState(0);
  const isOver = left() === 0;
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setTick((it) => it + 1), 500);
    return () => clearInterval(timer);
  }, [isOver]);
  return left();
}
