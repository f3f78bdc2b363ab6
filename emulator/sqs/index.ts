/** SQS as the emulator offers it: AWS JSON 1.0 over the wire, queues as objects within the process. */
import { bindAll, type JsonService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { Queues, type QueuesOptions } from "./queues.ts";

export interface Sqs {
  readonly service: JsonService;
  readonly queues: Queues;
}

export function createSqs(options: QueuesOptions): Sqs {
  const queues = new Queues(options);
  const bound = bindAll(actions, { queues, clock: options.clock });
  return { queues, service: { target: "AmazonSQS", version: "1.0", actions: bound } };
}
