import { type AddressInfo, createServer } from "node:net";

/** A mail server that takes everything and keeps what was said to it, as text. */
export async function startSmtpSink() {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let data: string[] | null = null;
    let rest = "";
    socket.on("error", () => socket.destroy());
    socket.write("220 sink ESMTP\r\n");
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("utf8")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (data !== null) {
          if (line !== ".") data.push(line);
          else {
            mails.push(data.join("\n"));
            data = null;
            socket.write("250 kept\r\n");
          }
        } else if (/^EHLO/i.test(line)) socket.write("250-sink\r\n250 8BITMIME\r\n");
        else if (/^DATA/i.test(line)) {
          data = [];
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else socket.write("250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    stop: () => server.close(),
  };
}
