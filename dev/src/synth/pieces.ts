import { cartridgeSummer } from "./pieces/cartridge-summer.ts";
import { copperWire } from "./pieces/copper-wire.ts";
import { halfPastBlue } from "./pieces/half-past-blue.ts";
import { harbourDub } from "./pieces/harbour-dub.ts";
import { lowTide } from "./pieces/low-tide.ts";
import { nightFreight } from "./pieces/night-freight.ts";
import { paperLanterns } from "./pieces/paper-lanterns.ts";
import { stoneChoir } from "./pieces/stone-choir.ts";
import { tuesdayRain } from "./pieces/tuesday-rain.ts";
import type { Stereo } from "./wav.ts";

/** Every piece by the key that the demo's catalogue uses. */
export const PIECES = {
  "tuesday-rain": tuesdayRain,
  "copper-wire": copperWire,
  "paper-lanterns": paperLanterns,
  "night-freight": nightFreight,
  "low-tide": lowTide,
  "harbour-dub": harbourDub,
  "cartridge-summer": cartridgeSummer,
  "half-past-blue": halfPastBlue,
  "stone-choir": stoneChoir,
} satisfies Record<string, () => Stereo>;
export type PieceKey = keyof typeof PIECES;
