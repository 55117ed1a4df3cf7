import { Container } from "@cloudflare/containers";

/** The transcoder as a Cloudflare Container (production). It sleeps when no job came for a while. */
export class TranscoderContainer extends Container {
  override defaultPort = 8789;
  override sleepAfter = "10m";
  override enableInternet = true;
}
