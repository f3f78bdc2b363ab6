import type { Platform } from "../local/platform.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the endpoint, the variables to export, and what to try. */
export function tellWhereItIs(platform: Platform, terminal: Terminal, json: boolean): void {
  const { bucket, env, parkingQueueUrl, registerQueueUrl, stack } = platform;
  if (json) {
    terminal.out(
      JSON.stringify({ endpoint: stack.endpoint, bucket, registerQueueUrl, parkingQueueUrl, env }, null, 2),
    );
    return;
  }
  terminal.out(`${terminal.style("bold", "endpoint")}  ${stack.endpoint}`);
  terminal.out(`${terminal.style("bold", "bucket")}    ${bucket}`);
  terminal.out("");
  terminal.out("In another terminal:");
  terminal.out("");
  for (const [name, value] of Object.entries(env)) terminal.out(`  export ${name}=${value}`);
  terminal.out("");
  const key = "stock-trades-platform/curated/bars_5m/day=2026-11-20/part-0.parquet";
  terminal.out(`  npx registrar explain s3://${bucket}/${key}`);
  terminal.out("  npx registrar parked list");
  terminal.out("");
}
