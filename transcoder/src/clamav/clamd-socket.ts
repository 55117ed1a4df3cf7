import { connect } from "node:net";
import type { ClamdAddress } from "../config.ts";

/** One short question to clamd (`PING`, `VERSION`). @throws when there is no answer in time. */
export function askClamd(address: ClamdAddress, command: string, timeoutMs = 3000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = "socket" in address ? connect(address.socket) : connect(address.port, address.host);
    let answer = "";
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error("clamd does not answer")));
    socket.once("error", fail);
    socket.once("connect", () => socket.write(`z${command}\0`));
    socket.on("data", (data) => {
      answer += data.toString();
    });
    socket.once("close", () => {
      if (answer === "") reject(new Error("clamd closed the connection"));
      else resolve(answer.replaceAll("\0", "").trim());
    });
  });
}

export type ClamdVersion = { version: string; signaturesAt: Date | null };

/**
 * `ClamAV 1.4.3/27000/Mon Sep 15 08:27:43 2025`: engine, number and date of the official signatures. Without
 * official signatures only the first part is there.
 */
export function parseClamdVersion(answer: string): ClamdVersion {
  const [version = "", , date = ""] = answer.split("/");
  const at = new Date(`${date} UTC`);
  return { version, signaturesAt: date === "" || Number.isNaN(at.getTime()) ? null : at };
}
