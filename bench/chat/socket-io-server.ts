import { createServer } from "node:http";
import { Server } from "socket.io";

/** Sends what anybody says to everybody, the way its documentation does. */
const http = createServer();
const io = new Server(http, { transports: ["websocket"] });
let seq = 0;
io.on("connection", (socket) => {
  socket.on("message", ({ id, body }: { id: string; body: string }) => {
    io.emit("message", { seq: ++seq, id, body, at: new Date().toISOString() });
  });
});
http.listen(0, "127.0.0.1", () => {
  const address = http.address();
  console.log(typeof address === "object" && address !== null ? address.port : 0);
});
