import { AwsError } from "../wire/service.ts";
import type { Message } from "./message.ts";

/** Of one receive of a message: base64 of queue, message and how often it was received by then. */
export function receiptHandleOf(queue: string, { id, receiveCount }: Message): string {
  return Buffer.from(`${queue}/${id}/${receiveCount}`).toString("base64");
}

/** Throws unless this queue may have given the handle out. */
export function refuseHandleOfAnother(queue: string, receiptHandle: string): void {
  const [name, id] = Buffer.from(receiptHandle, "base64").toString("utf8").split("/");
  if (name === queue && id !== undefined) return;
  throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${receiptHandle}" is not valid.`);
}
