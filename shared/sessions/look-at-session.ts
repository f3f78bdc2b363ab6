import type { Session } from "../calendar/calendar.ts";
import { NO_DEADLINE } from "../calendar/sla.ts";
import { registeredOf, stateOf } from "../quality/sessions.ts";
import type { CatalogSnapshot, ValidatedDataset } from "../quality/snapshot.ts";
import { isDue, isFinal } from "./correction-window.ts";
import { type SeeingOptions, type SeeingPorts, seeSession } from "./see-session.ts";
import type { SessionLook } from "./session-state.ts";

/** What Glue and S3 have of a session now, as whoever writes its state sees it. Throws RegistrarError. */
export async function lookAtSession(
  dataset: ValidatedDataset,
  session: Session,
  options: SeeingOptions,
  ports: SeeingPorts,
  signal: AbortSignal,
): Promise<Omit<SessionLook, "now">> {
  const { name, quality } = dataset;
  const { day } = session;
  const { asOf } = options;
  const { snapshot, objects } = await seeSession(dataset, day, options, ports, signal);
  return {
    dataset: name,
    day,
    objects,
    isDue: isDue(snapshot.calendar, session, quality, asOf) && !isOutside(snapshot, session),
    isUndated: quality.sla === NO_DEADLINE && quality.rows !== undefined,
    isFinal: isFinal(snapshot.calendar, session, objects.version.lastWrite, quality, asOf),
  };
}

/** Does the dataset begin later, or has it ended before? Then nothing is missing. */
function isOutside(snapshot: CatalogSnapshot, session: Session): boolean {
  const held = registeredOf(snapshot);
  return "value" in held && stateOf(snapshot, held.value, session).kind === "outside";
}
