import { artworkAt } from "@veza/contracts/artwork";
import { type CSSProperties, useEffect, useState } from "react";
import { sleeveArtOf } from "./sleeve-art.ts";
import { hueOfPixels } from "./tint.ts";

const known = new Map<string, number>();

async function hueOfImage(address: string): Promise<number> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 12;
  canvas.height = 12;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("No canvas here.");
  context.drawImage(image, 0, 0, 12, 12);
  return hueOfPixels(context.getImageData(0, 0, 12, 12).data);
}

/** A style that sets `--hue` to the colour of a track's sleeve: what surrounds it takes a little of it. */
export function useTint(id: string, artworkUrl: string | null): CSSProperties {
  const [hue, setHue] = useState(() => known.get(artworkUrl ?? "") ?? sleeveArtOf(id).palette.hue);
  useEffect(() => {
    let isCurrent = true;
    if (artworkUrl === null) {
      setHue(sleeveArtOf(id).palette.hue);
      return;
    }
    const address = artworkAt(artworkUrl, 160);
    hueOfImage(address)
      .then((found) => {
        known.set(artworkUrl, found);
        if (isCurrent) setHue(found);
      })
      .catch((error: unknown) => console.info("The sleeve's colour stays a guess.", error));
    return () => {
      isCurrent = false;
    };
  }, [id, artworkUrl]);
  return { ["--hue" as string]: hue };
}
