import { createSinks } from "../runtime/telemetry.ts";
import { printable } from "../runtime/text.ts";
import type { KeptSessions } from "./run-sessions.ts";

/** What the validate function logs of sessions: a line for each whose state changed, and each that could not be kept. */
export function sessionTelemetry(stage: string): { tell(kept: KeptSessions): void } {
  const { logger } = createSinks(stage, "validate");
  return {
    tell({ changed, problems }) {
      for (const { dataset, session, sequence, state, reason, verdict } of changed) {
        const version = verdict?.version.hash ?? null;
        logger.info("session changed", { dataset, session, sequence, state, reason, version });
      }
      for (const problem of problems) logger.error("session not kept", { detail: printable(problem) });
    },
  };
}
