import { type ArtworkSize, artworkAt } from "@veza/contracts/artwork";
import { memo, useState } from "react";
import { type Shape, sleeveArtOf } from "../lib/sleeve-art.ts";

interface SleeveProps {
  id: string;
  artworkUrl: string | null;
  /** Shown size; the sharper file is taken on dense screens. */
  size: ArtworkSize;
  className?: string;
  /** The first picture of a page is fetched at once. */
  isHero?: boolean;
}

/**
 * The square that stands for a track: its artwork, or a drawing grown from its id. Decorative: its name
 * stands beside.
 */
export const Sleeve = memo(function Sleeve({
  id,
  artworkUrl,
  size,
  className = "",
  isHero = false,
}: SleeveProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const shape = `block aspect-square overflow-hidden bg-surface ${className}`;
  if (artworkUrl === null || broken === artworkUrl) {
    return (
      <span className={shape}>
        <Drawing id={id} />
      </span>
    );
  }
  const larger: ArtworkSize = size === 160 ? 600 : 1200;
  return (
    <span className={shape}>
      <img
        src={artworkAt(artworkUrl, size)}
        srcSet={`${artworkAt(artworkUrl, size)} 1x, ${artworkAt(artworkUrl, larger)} 2x`}
        alt=""
        width={size}
        height={size}
        loading={isHero ? "eager" : "lazy"}
        decoding="async"
        className="size-full object-cover"
        onError={() => setBroken(artworkUrl)}
      />
    </span>
  );
});

const Drawing = memo(function Drawing({ id }: { id: string }) {
  const { palette, shapes } = sleeveArtOf(id);
  return (
    <svg
      viewBox="0 0 100 100"
      preserveAspectRatio="xMidYMid slice"
      className="size-full"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="100" height="100" fill={palette.ground} />
      {shapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the drawing never changes.
        <Figure key={index} shape={shape} />
      ))}
    </svg>
  );
});

function Figure({ shape }: { shape: Shape }) {
  const paint = (stroke?: number) =>
    stroke === undefined ? { fill: shape.fill } : { fill: "none", stroke: shape.fill, strokeWidth: stroke };
  switch (shape.kind) {
    case "circle":
      return <circle cx={shape.x} cy={shape.y} r={shape.r} {...paint(shape.stroke)} />;
    case "rect":
      return <rect x={shape.x} y={shape.y} width={shape.w} height={shape.h} rx={shape.r} fill={shape.fill} />;
    case "path":
      // A hair of its own colour: neighbours that touch must not show the ground between them.
      return <path d={shape.d} fill={shape.fill} stroke={shape.fill} strokeWidth="0.4" />;
  }
}
