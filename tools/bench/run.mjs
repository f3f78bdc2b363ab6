// `npm run bench`. tsx reads our TypeScript on every Node that we support; Node 20 cannot by itself.
import { register } from "tsx/esm/api";

// A notice of the AWS SDK about Node 20; what this project supports is in package.json.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
register();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
