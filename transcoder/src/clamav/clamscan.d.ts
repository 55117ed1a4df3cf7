/** The parts of `clamscan` (which ships no types) that are used here. */
declare module "clamscan" {
  import type { Socket } from "node:net";
  import type { Readable } from "node:stream";

  type ScanResult = { isInfected: boolean | null; viruses: string[]; resultString: string; timeout: boolean };

  class NodeClam {
    init(options: {
      clamscan: { active: boolean; path: string | null };
      clamdscan: {
        socket: string | false;
        host: string | false;
        port: number | false;
        timeout: number;
        localFallback: boolean;
        bypassTest: boolean;
        path: string | null;
      };
    }): Promise<NodeClam>;
    scanStream(stream: Readable): Promise<ScanResult>;
    _initSocket(label?: string): Promise<Socket>;
  }
  export default NodeClam;
}
