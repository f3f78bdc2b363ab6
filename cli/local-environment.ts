import type { Platform } from "../local/platform.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the endpoint, the variables to export, and what to try. */
export function tellWhereItIs({ bucket, env, stack }: Platform, terminal: Terminal): void {
  const key = "stock-trades-platform/curated/bars_5m/day=2025-11-26/part-0.parquet";
  terminal.out("");
  terminal.out(`${terminal.style("bold", "endpoint")}  ${stack.endpoint}`);
  terminal.out(`${terminal.style("bold", "bucket")}    ${bucket}`);
  terminal.out("");
  terminal.out("In another terminal:");
  terminal.out("");
  for (const [name, value] of Object.entries(env)) terminal.out(`  export ${name}=${value}`);
  terminal.out("");
  terminal.out(`  npx registrar explain s3://${bucket}/${key}`);
  terminal.out("  npx registrar status");
  terminal.out("  npx registrar parked list");
  terminal.out("");
}

/** The same for machines. */
export function whereItIs({ bucket, env, stack, ...queues }: Platform): object {
  const { crawlParkingQueueUrl, crawlQueueUrl, parkingQueueUrl, registerQueueUrl } = queues;
  const crawl = crawlQueueUrl === undefined ? {} : { crawlQueueUrl, crawlParkingQueueUrl };
  return { endpoint: stack.endpoint, bucket, registerQueueUrl, parkingQueueUrl, ...crawl, env };
}
