// `npm run iam`. tsx reads our TypeScript on every Node that we support; Node 20 cannot by itself.
import { register } from "tsx/esm/api";
import { installOwnPackages } from "../own-packages.mjs";

// A notice of the AWS SDK about Node 20; what this project supports is in package.json.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
register();
if (await installOwnPackages("tools/iam")) {
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else process.exitCode = 2;
