/** EventBridge as the emulator offers it: events that somebody puts, and rules that hand them to targets. AWS JSON 1.1. */
import { bindAll, type JsonService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { EventBuses, type EventBusesOptions } from "./event-buses.ts";

export interface Events {
  readonly service: JsonService;
  readonly buses: EventBuses;
}

export function createEvents(options: EventBusesOptions): Events {
  const buses = new EventBuses(options);
  return { buses, service: { target: "AWSEvents", version: "1.1", actions: bindAll(actions, { buses }) } };
}
