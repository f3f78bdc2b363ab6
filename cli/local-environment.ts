import type { Platform } from "../local/platform.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";
import { shellWord } from "../shared/runtime/text.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the endpoint, the variables to export, and what to try. */
export function tellWhereItIs(
  { bucket, env, emulator: stack }: Platform,
  datasets: readonly Dataset[],
  terminal: Terminal,
): void {
  terminal.out("");
  terminal.out(`${terminal.style("bold", "endpoint")}  ${stack.endpoint}`);
  terminal.out(`${terminal.style("bold", "bucket")}    ${bucket}`);
  terminal.out("");
  terminal.out("In another terminal:");
  terminal.out("");
  for (const [name, value] of Object.entries(env)) terminal.out(`  export ${name}=${value}`);
  terminal.out("");
  terminal.out(`  ${REGISTRAR} explain ${shellWord(`s3://${bucket}/${exampleOf(datasets[0]!)}`)}`);
  terminal.out(`  ${REGISTRAR} status`);
  terminal.out(`  ${REGISTRAR} parked list`);
  terminal.out("");
}

/** The key of an object that a dataset may have. */
function exampleOf({ prefix, keys }: Dataset): string {
  const folders = keys.map(
    (key) => `${key.name}=${key.kind === "day" ? "2025-11-26" : (key.values?.[0] ?? "X")}/`,
  );
  return `${prefix}${folders.join("")}part-0.parquet`;
}

/** The same for machines. */
export function whereItIs({ bucket, env, emulator: stack, ...queues }: Platform): object {
  const { crawlParkingQueueUrl, crawlQueueUrl, parkingQueueUrl, registerQueueUrl } = queues;
  const crawl = crawlQueueUrl === undefined ? {} : { crawlQueueUrl, crawlParkingQueueUrl };
  return { endpoint: stack.endpoint, bucket, registerQueueUrl, parkingQueueUrl, ...crawl, env };
}
