import { isAppleTouch } from "./audio-element.ts";
import { amplitudeOf } from "./loudness.ts";

/** Long enough to make no click, short enough not to be heard as a fade. */
const RAMP_S = 0.012;

/**
 * Normalisation as a gain after the element: the audio itself is not altered, and a quiet track can be
 * raised, which `volume` alone cannot. Built on the first play with normalisation on; without it the element
 * plays directly. Not on iPhones and iPads, where Web Audio would silence the page when the screen locks.
 */
export class GainStage {
  readonly #audio: HTMLAudioElement;
  #context: AudioContext | null = null;
  #gain: GainNode | null = null;

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
  }

  static get isAvailable(): boolean {
    return typeof AudioContext !== "undefined" && !isAppleTouch();
  }

  /** Call from a user gesture: browsers let audio contexts start only there. */
  enable(): void {
    if (!this.#context && GainStage.isAvailable) {
      this.#context = new AudioContext({ latencyHint: "playback" });
      this.#gain = this.#context.createGain();
      this.#context
        .createMediaElementSource(this.#audio)
        .connect(this.#gain)
        .connect(this.#context.destination);
    }
    this.resume();
  }

  resume(): void {
    if (this.#context && this.#context.state !== "running") {
      this.#context.resume().catch((error: unknown) => console.info("Web Audio waits for a gesture.", error));
    }
  }

  /** Sets the gain `inSeconds` from now. */
  set(db: number, inSeconds = 0): void {
    if (!this.#context || !this.#gain) return;
    const at = this.#context.currentTime + Math.max(0, inSeconds);
    this.#gain.gain.cancelScheduledValues(this.#context.currentTime);
    this.#gain.gain.setTargetAtTime(amplitudeOf(db), at, RAMP_S / 3);
  }
}
