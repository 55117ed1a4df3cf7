/** The build without subtitles, alternate audio, DRM: it ships no types of its own. */
declare module "hls.js/light" {
  export { default } from "hls.js";
}
