let element: HTMLAudioElement | null = null;

/**
 * The one audio element of the page. It is never replaced: locked phones, Media Session and autoplay
 * permission hang on the element that the listener once started.
 */
export function audioElement(): HTMLAudioElement {
  if (element) return element;
  element = document.createElement("audio");
  element.preload = "auto";
  element.setAttribute("aria-hidden", "true");
  document.body.append(element);
  return element;
}

/** iPhones and iPads: volume is the device's alone, and Web Audio stops when the screen locks. */
export function isAppleTouch(): boolean {
  return (
    /iPad|iPhone|iPod/.test(navigator.userAgent) ||
    (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  );
}

/** Safari plays HLS by itself, in the background and over AirPlay too, which Media Source does not. */
export function prefersNativeHls(): boolean {
  const isSafari = /^((?!chrome|chromium|android|crios|fxios).)*safari/i.test(navigator.userAgent);
  return (isSafari || isAppleTouch()) && audioElement().canPlayType("application/vnd.apple.mpegurl") !== "";
}
