/** The mark: five bars of a waveform that hang from one line and make a V. */
export function LogoMark({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 48 48" className={className} aria-hidden="true" focusable="false">
      {[14, 27, 40, 27, 14].map((height, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: five bars, always the same.
        <rect key={index} x={3 + index * 9} y="4" width="6" height={height} rx="3" fill="currentColor" />
      ))}
    </svg>
  );
}
