import { sleeveArtOf } from "../lib/sleeve-art.ts";

/** A face for somebody without a picture: the first letter on a colour of their own. Decorative. */
export function Monogram({ name, className = "" }: { name: string; className?: string }) {
  const { palette } = sleeveArtOf(name);
  return (
    <span
      aria-hidden="true"
      data-letter={name.slice(0, 1)}
      className={`grid shrink-0 place-items-center rounded-full font-extrabold uppercase before:content-[attr(data-letter)] ${className}`}
      style={{ background: `oklch(0.83 0.09 ${palette.hue})`, color: `oklch(0.27 0.06 ${palette.hue})` }}
    />
  );
}
