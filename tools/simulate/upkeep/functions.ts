/** The functions as they are composed in functions/, of parts that a planted bug can replace. */
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import type { MessagePorts } from "../../../shared/reconcile/apply.ts";
import type { DatasetRunReport } from "../../../shared/reconcile/dataset-run.ts";
import type { DatasetMessage } from "../../../shared/reconcile/run-message.ts";
import { deadlinesWithin } from "../../../shared/runtime/deadlines.ts";
import type { Handler, Product, Surroundings } from "../product.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { S3ClientLike } from "./parts.ts";

/** What a container has. */
export interface UpkeepSurroundings extends Omit<Surroundings, "context" | "crawlQueueUrl"> {
  readonly datasets: readonly Dataset[];
  readonly s3: S3ClientLike;
  /** The function's own queue. */
  readonly queueUrl: string;
  readonly random: () => string;
}

/** Calls end by themselves here; the deadlines of an invocation are what is simulated. */
const callTimeout = () => new AbortController().signal;

export function deregisterFunction(product: Product, around: UpkeepSurroundings): Handler {
  const { stage, datasets, clock, random } = around;
  const { catalog, reader, remover, listing, records } = product.upkeepAccess(around.glue, around.s3);
  const ports = {
    ...{ catalog, remover, listing, records, clock, random },
    shared: product.sharedLocations({ stage, bucket: BUCKET, datasets }, { catalog, reader, clock }),
    nominations: product.sqsNominations(around.queueUrl, around.sqs),
    parking: product.sqsParking(around.parkingQueueUrl, around.sqs),
  };
  return async (event, remaining) => {
    const context = { datasets, bucket: BUCKET };
    const plan = product.planDeregistration(product.readBatch(event), context, clock.now());
    const deadlines = deadlinesWithin(remaining, around.signalAfter);
    const where = { stage, bucket: BUCKET };
    const report = await product.deregister(plan, where, ports, deadlines, remaining);
    return { response: responseOf(product.messagesToReturn(report)) };
  };
}

/** Who hears of the runs of the reconcile function. */
export interface RunListener {
  began(body: string): void;
  ended(message: DatasetMessage, report: DatasetRunReport): void;
}

export function reconcileFunction(
  product: Product,
  around: UpkeepSurroundings,
  listener: () => RunListener,
): Handler {
  const { stage, datasets, clock, random } = around;
  const ports: MessagePorts = {
    ...product.upkeepAccess(around.glue, around.s3),
    queue: product.sqsReconcileQueue(around.queueUrl, around.sqs),
    telemetry: {
      started: () => {},
      ended: (message, report) => listener().ended(message, report),
      ignored: () => {},
    },
    ...{ clock, callTimeout, random },
  };
  return async (event, remaining) => {
    for (const { body } of product.readBatch(event)) {
      listener().began(body);
      const where = { stage, bucket: BUCKET, datasets: datasets.map(withoutQuality) };
      await product.answerMessage(body, where, ports, remaining);
    }
    return { response: responseOf([]) };
  };
}

const withoutQuality = ({ quality: _, ...dataset }: Dataset) => dataset;

/** What the commands of a person reach AWS through. */
export function commandPorts(product: Product, around: Omit<UpkeepSurroundings, "queueUrl">) {
  const { datasets, clock, random } = around;
  return { ...product.upkeepAccess(around.glue, around.s3), datasets, clock, random, callTimeout };
}

function responseOf(ids: readonly string[]) {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
}
