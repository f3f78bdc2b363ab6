/** Single parts of the emulator, without the wire: for a simulation that moves events, messages and time by itself. */
export { excludedBy } from "./glue/crawler/exclusions.ts";
export { createGlue, type Glue } from "./glue/index.ts";
export { Bucket } from "./s3/bucket.ts";
export { type EventName, S3Events } from "./s3/events.ts";
export { formEncode } from "./s3/form-encoding.ts";
export { checkContents, createMessage } from "./sqs/message.ts";
export { Queue } from "./sqs/queue.ts";
