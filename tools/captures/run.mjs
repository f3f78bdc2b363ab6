// `npm run captures`. tsx reads our TypeScript on every Node that we support; Node 20 cannot by itself.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
