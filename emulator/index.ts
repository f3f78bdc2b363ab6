/**
 * The emulator's entry: all of AWS that it speaks behind one address, Lambda, and what a test needs besides. Whoever
 * imports it loads little: the services are loaded when the emulator is started. Beside it are two entries for special
 * uses, parts.ts and sql.ts.
 */
import type { Emulator, EmulatorOptions } from "./emulator.ts";

/** Starts it on a port of this machine. Rejects with PortTakenError when the port is not free. */
export async function startEmulator(options?: EmulatorOptions): Promise<Emulator> {
  const { openEmulator } = await import("./emulator.ts");
  return openEmulator(options);
}

export { ACCOUNT_ID, REGION } from "./account.ts";
export { QueryError, type QueryOutput } from "./athena/query-engine.ts";
export { clientConfig } from "./client-config.ts";
export { type Clock, systemClock, VirtualClock } from "./clock.ts";
export type { Emulator, EmulatorOptions } from "./emulator.ts";
export { connectQueue, type EventSource } from "./lambda/event-source.ts";
export { createLambda, type Lambda } from "./lambda/lambda.ts";
export { type SqsEvent, type SqsRecord, sqsRecord } from "./lambda/sqs-event.ts";
export { hiddenColumns, hiveColumns, untypedColumns } from "./parquet-columns.ts";
export { type Random, seeded } from "./random.ts";
export type { Message, MessageAttributes } from "./sqs/message.ts";
export type { Queue } from "./sqs/queue.ts";
export type { Session } from "./sts/sessions.ts";
export type { Fault } from "./wire/faults.ts";
export { PortTakenError } from "./wire/http.ts";
export { AwsError, type JsonObject } from "./wire/service.ts";
