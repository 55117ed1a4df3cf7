/** A piece of the stack that can be taken away and brought back while the rest runs. */
export interface Part {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The process, where the part is one of its own and runs. */
  pid(): number | undefined;
}

export type PartName = "database" | "services" | "clamd" | "transcoder" | "workers";
