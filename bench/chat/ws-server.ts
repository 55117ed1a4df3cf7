import { WebSocket, WebSocketServer } from "ws";

/** Sends what anybody says to everybody, as one text. */
const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
let seq = 0;
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const text = data.toString();
    if (text === "hello") return socket.send("welcome");
    const { id, body } = JSON.parse(text) as { id: string; body: string };
    const out = JSON.stringify({ t: "message", seq: ++seq, id, body, at: new Date().toISOString() });
    for (const one of server.clients) if (one.readyState === WebSocket.OPEN) one.send(out);
  });
});
server.on("listening", () => {
  const address = server.address();
  console.log(typeof address === "object" && address !== null ? address.port : 0);
});
