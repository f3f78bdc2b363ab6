import { messageOf, RegistrarError } from "../../runtime/errors.ts";
import type { ObjectWriter } from "../../store/port.ts";
import type { RunDocument } from "../result.ts";
import { RUN_KEYS } from "../results/keys.ts";
import {
  changes,
  type DatasetChanges,
  NOTIFICATION_POLICY,
  type NotificationPolicy,
  stateAfter,
} from "./changes.ts";
import { notificationOf } from "./notification.ts";
import type { Subscribers } from "./port.ts";
import { readState, writeState } from "./state.ts";

export interface SignalPorts {
  readonly store: ObjectWriter;
  readonly subscribers: Subscribers;
}

/**
 * Notifies subscribers of what a run has changed, then remembers it. If the run dies in between they are notified
 * again: a duplicate is possible, a loss is not. Answers what was sent; throws NOTIFICATION_REFUSED, after remembering the others, when
 * some could not be sent.
 */
export async function signalChanges(
  document: RunDocument,
  bucket: string,
  { store, subscribers }: SignalPorts,
  signal: AbortSignal,
  policy: NotificationPolicy = NOTIFICATION_POLICY,
): Promise<readonly DatasetChanges[]> {
  const key = RUN_KEYS.state(document.suite);
  const text = await store.text(bucket, key, signal);
  const previous = text === undefined ? undefined : readState(text);
  const accepted: DatasetChanges[] = [];
  const refusals: string[] = [];
  for (const changed of changes(previous, document, policy)) {
    try {
      await subscribers.notify(notificationOf(changed, document, bucket), signal);
      accepted.push(changed);
    } catch (thrown) {
      refusals.push(`${changed.dataset}: ${messageOf(thrown)}`);
    }
  }
  const body = writeState(stateAfter(previous, document, accepted));
  await store.put(bucket, { key, body, contentType: "application/json" }, signal);
  if (refusals.length > 0) {
    throw new RegistrarError("NOTIFICATION_REFUSED", refusals.join("; "), { retryable: true });
  }
  return accepted;
}
