import { RegistrarError } from "../runtime/errors.ts";
import { lookAtSession } from "../sessions/look-at-session.ts";
import type { SeeingPorts } from "../sessions/see-session.ts";
import type { ObjectStore } from "../store/port.ts";
import type { Seeing } from "./port.ts";

/** Objects of a session that a look lists: ten calls, so that a verdict is withdrawn within a minute. */
export const MOST_OBJECTS = 10_000;

/** Looks at sessions in Glue and S3, as they are at the moment. */
export function seeing(
  { stage, bucket }: { readonly stage: string; readonly bucket: string },
  { clock, ...ports }: SeeingPorts & { readonly clock: { now(): number } },
): Seeing {
  return (dataset, session, signal) => {
    const store = atMost(MOST_OBJECTS, `${dataset.name} ${session.day}`, ports.store);
    return lookAtSession(dataset, session, { stage, bucket, asOf: clock.now() }, { ...ports, store }, signal);
  };
}

/** A store that refuses to list more objects than that. */
function atMost(most: number, session: string, store: ObjectStore): ObjectStore {
  let left = most;
  return {
    children: (...call) => store.children(...call),
    async *objects(...call) {
      for await (const object of store.objects(...call)) {
        left -= 1;
        if (left < 0) {
          const message = `${session} has more than ${most} objects: it is withdrawn whenever it is written, and judged again`;
          throw new RegistrarError("SESSION_TOO_LARGE", message);
        }
        yield object;
      }
    },
  };
}
