/** Three bars that move while music plays. Decorative. */
export function Equaliser({ isPlaying, className = "" }: { isPlaying: boolean; className?: string }) {
  return (
    <span
      className={`equaliser text-accent-ink ${className}`}
      data-playing={isPlaying ? "" : undefined}
      aria-hidden="true"
    >
      <span />
      <span />
      <span />
    </span>
  );
}
