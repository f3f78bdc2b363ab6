import { type DatasetRunPorts, runDataset } from "./dataset-run.ts";
import type { ReconcileQueue } from "./port.ts";
import type { ReconciledDataset } from "./reconciled-dataset.ts";
import { type DatasetMessage, readMessage, type StartMessage } from "./run-message.ts";
import type { reconcileTelemetry } from "./telemetry.ts";

/** Milliseconds kept for what is under way when the time is up: registering a thousand partitions, and to answer. */
const RESERVED = 120_000;

export interface ReconcileStage {
  readonly stage: string;
  readonly bucket: string;
  readonly datasets: readonly ReconciledDataset[];
}

export interface MessagePorts extends DatasetRunPorts {
  readonly queue: ReconcileQueue;
  readonly telemetry: ReturnType<typeof reconcileTelemetry>;
  /** 24 random bits, in hex. */
  readonly random: () => string;
}

/**
 * Does what a message asks for. When it returns, the message may be deleted: what is left to do is in another message of the
 * queue. Throws RegistrarError; the message is then delivered again, and what was done stays done.
 */
export async function answerMessage(
  body: string,
  where: ReconcileStage,
  ports: MessagePorts,
  remaining: number,
): Promise<void> {
  const message = readMessage(body);
  if (message === undefined) ports.telemetry.ignored(body);
  else if (message.kind === "start") await start(message, where, ports);
  else await carryOn(message, where, ports, remaining);
}

/** A message for each dataset, so that one that fails is tried again alone. */
async function start(
  { cadence, at }: StartMessage,
  { datasets }: ReconcileStage,
  { queue, telemetry, callTimeout }: MessagePorts,
): Promise<void> {
  const names = datasets.filter(({ strategy }) => strategy === "register").map(({ name }) => name);
  await queue.send(
    names.map((dataset) => ({ kind: "dataset", cadence, at, dataset, part: 0 })),
    callTimeout(),
  );
  telemetry.started(names);
}

async function carryOn(
  message: DatasetMessage,
  { stage, bucket, datasets }: ReconcileStage,
  ports: MessagePorts,
  remaining: number,
): Promise<void> {
  const dataset = datasets.find(({ name, strategy }) => name === message.dataset && strategy === "register");
  // It was removed, or is kept by others, since the message was sent.
  if (dataset === undefined) return;
  const stopAt = ports.clock.now() + remaining - RESERVED;
  const report = await runDataset(
    { message, dataset, all: datasets, stage, bucket, stopAt, random: ports.random() },
    ports,
  );
  if (report.end === "goes on")
    await ports.queue.send([{ ...message, part: message.part + 1 }], ports.callTimeout());
  ports.telemetry.ended(message, report);
}
