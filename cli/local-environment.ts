import type { Platform } from "../local/platform.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { patternOf, writeDate } from "../shared/datasets/date-pattern.ts";
import { folderOf } from "../shared/datasets/placing.ts";
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
function exampleOf(dataset: Dataset): string {
  const values = dataset.keys.map((key) => {
    if (key.kind === "text") return key.values?.[0] ?? "X";
    return writeDate(patternOf(key), { y: "2025", M: "11", d: "26", H: "14" });
  });
  return `${folderOf(dataset, values)}part-0.parquet`;
}

/** The same for machines. */
export function whereItIs({ bucket, env, emulator: stack, ...queues }: Platform): object {
  const { crawlParkingQueueUrl, crawlQueueUrl, parkingQueueUrl, registerQueueUrl } = queues;
  const crawl = crawlQueueUrl === undefined ? {} : { crawlQueueUrl, crawlParkingQueueUrl };
  return { endpoint: stack.endpoint, bucket, registerQueueUrl, parkingQueueUrl, ...crawl, env };
}
