import { messageOf, RegistrarError } from "../../runtime/errors.ts";
import type { ObjectWriter } from "../../store/port.ts";
import type { RunDocument } from "../result.ts";
import { RUN_KEYS } from "../results/keys.ts";
import { changes, MANNERS, type Manners, type Notification, stateAfter } from "./changes.ts";
import { letterOf } from "./letter.ts";
import type { Subscribers } from "./port.ts";
import { readState, writeState } from "./state.ts";

export interface SignalPorts {
  readonly store: ObjectWriter;
  readonly subscribers: Subscribers;
}

/**
 * Tells subscribers what a run has changed, then remembers that they were told. If the run dies in between they are
 * told again, never not at all. Answers what was told; throws NOTIFICATION_REFUSED, after remembering the others, when
 * some could not be sent.
 */
export async function signalChanges(
  document: RunDocument,
  bucket: string,
  { store, subscribers }: SignalPorts,
  signal: AbortSignal,
  manners: Manners = MANNERS,
): Promise<readonly Notification[]> {
  const key = RUN_KEYS.state(document.suite);
  const text = await store.text(bucket, key, signal);
  const previous = text === undefined ? undefined : readState(text);
  const accepted: Notification[] = [];
  const refusals: string[] = [];
  for (const notification of changes(previous, document, manners)) {
    try {
      await subscribers.notify(letterOf(notification, document, bucket), signal);
      accepted.push(notification);
    } catch (thrown) {
      refusals.push(`${notification.dataset}: ${messageOf(thrown)}`);
    }
  }
  const body = writeState(stateAfter(previous, document, accepted));
  await store.put(bucket, { key, body, contentType: "application/json" }, signal);
  if (refusals.length > 0) {
    throw new RegistrarError("NOTIFICATION_REFUSED", refusals.join("; "), { retryable: true });
  }
  return accepted;
}
