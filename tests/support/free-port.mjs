import { createServer } from "node:net";

/** A port of 127.0.0.1 that nobody listens on: the system chooses it, so that no suite can find its own occupied. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
