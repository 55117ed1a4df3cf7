/** The parts of `m3u8-parser` (which ships no types) that the tests use. */
declare module "m3u8-parser" {
  export type Manifest = {
    segments: Array<{ uri: string; duration: number; map?: { uri: string } }>;
    targetDuration?: number;
    endList?: boolean;
    playlistType?: string;
    version?: number;
    independentSegments?: boolean;
    playlists?: Array<{
      uri: string;
      attributes: { BANDWIDTH: number; "AVERAGE-BANDWIDTH": string; CODECS: string };
    }>;
  };
  export class Parser {
    push(text: string): void;
    end(): void;
    manifest: Manifest;
  }
}
