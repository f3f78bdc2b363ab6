/** Which sessions a batch has written, and that looks at them are asked for before its messages are deleted. */
import type { LookAsking, WrittenSession } from "../look-requests/asking.ts";
import { daysWritten, sessionReaderOf } from "../look-requests/written-days.ts";
import type { RegisteredTable } from "./file-checks.ts";

/** Asks for looks at the sessions of all tables; the claims on one for which that failed come again. */
export async function requestLooks(
  tables: readonly RegisteredTable[],
  asking: LookAsking,
  signal: AbortSignal,
): Promise<void> {
  const written = new Map<WrittenSession, RegisteredTable>();
  for (const table of tables) {
    const { dataset, partitions } = table.plan;
    for (const day of daysWritten(dataset, partitions)) written.set({ dataset: dataset.name, day }, table);
  }
  for (const [session, reason] of await asking.ask([...written.keys()], signal)) {
    returnClaims(written.get(session)!, session, reason);
  }
}

function returnClaims({ plan, outcomes }: RegisteredTable, { day }: WrittenSession, reason: string): void {
  const sessionOf = sessionReaderOf(plan.dataset);
  for (const { values, claims } of plan.partitions) {
    if (sessionOf(values) !== day) continue;
    for (const claim of claims) {
      if (outcomes.get(claim)!.kind === "failed") continue;
      outcomes.set(claim, { kind: "failed", code: "LOOK_NOT_ASKED", retryable: true, reason });
    }
  }
}
