#!/usr/bin/env node
// The `registrar` command.
import { preparedMain } from "./prepared.mjs";

// A notice of the AWS SDK about Node 20; what this project supports is in package.json.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// `registrar … | head`: a reader that has seen enough is no error, and changes no exit code.
for (const output of [process.stdout, process.stderr]) {
  output.on("error", ({ code }) => {
    if (code !== "EPIPE") process.exit(3);
  });
}
process.setSourceMapsEnabled(true);
const { main } = await import((await preparedMain()) ?? (await source()));
process.exitCode = await main(process.argv.slice(2));

/** tsx reads our TypeScript on every Node that we support; Node 20 cannot by itself. */
async function source() {
  const { register } = await import("tsx/esm/api");
  register();
  return "./main.ts";
}
