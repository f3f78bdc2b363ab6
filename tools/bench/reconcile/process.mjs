// `registrar reconcile` in a process of its own, which tells last, on stderr, how much memory it took at most.
import { register } from "tsx/esm/api";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
register();
const { main } = await import("../../../cli/main.ts");
process.exitCode = await main(["reconcile", ...process.argv.slice(2)]);
process.on("exit", () => {
  console.error(JSON.stringify({ maxRssKb: process.resourceUsage().maxRSS }));
});
