import { PutEvents$, type PutEventsRequest, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { Json, JsonObject } from "../../wire/service.ts";
import type { Wire } from "../../wire/validation.ts";
import { eventsAction } from "../action.ts";
import { onDefaultBus } from "../default-bus.ts";
import type { EventBuses } from "../event-buses.ts";

export const putEvents = eventsAction<PutEventsRequest>(PutEvents$, ({ buses }, { Entries = [] }) => {
  for (const { EventBusName } of Entries) onDefaultBus(EventBusName);
  const answers = Entries.map((entry) => answerOf(buses, entry));
  return { FailedEntryCount: answers.filter((one) => "ErrorCode" in one).length, Entries: answers };
});

/** An entry that is wrong fails alone, as AWS has it. */
function answerOf(
  buses: EventBuses,
  { Source = "", DetailType = "", Detail = "", Resources = [] }: Wire<PutEventsRequestEntry>,
): JsonObject {
  if (Source === "" || DetailType === "") {
    return {
      ErrorCode: "InvalidArgument",
      ErrorMessage: "Parameter Source or DetailType is not valid. Reason: it is required.",
    };
  }
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = objectIn(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return { EventId: buses.send({ source: Source, detailType: DetailType, detail, resources: Resources }) };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
