import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import { changeDetail, EVENT_DETAIL_TYPE, EVENT_SOURCE } from "./change-event.ts";
import type { SessionPorts } from "./update-session.ts";

/** Tells changes on a bus of EventBridge, one event each. Most invocations have nothing to tell: the client is made when one has. */
export function tellOnBus(stage: string, bus: string, given?: EventBridgeClient): SessionPorts["tell"] {
  let client = given;
  return async (name, change, signal) => {
    const detail = changeDetail(stage, name, change);
    const command = new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus,
          Source: EVENT_SOURCE,
          DetailType: EVENT_DETAIL_TYPE,
          Detail: JSON.stringify(detail),
        },
      ],
    });
    try {
      client ??= new EventBridgeClient(CLIENT_DEFAULTS);
      const { Entries: [answer] = [] } = await client.send(command, { abortSignal: signal });
      // The call succeeds also if the event does not.
      if (answer?.ErrorCode !== undefined) throw new Error(`${answer.ErrorCode}: ${answer.ErrorMessage}`);
    } catch (thrown) {
      const which = `${name.dataset} ${name.day}, sequence ${change.sequence}`;
      const message = `PutEvents to bus ${bus} of ${which}: ${messageOf(thrown)}`;
      throw new RegistrarError("EVENT_BUS_REFUSED", message, { retryable: true, cause: thrown });
    }
  };
}
