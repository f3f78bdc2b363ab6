import type { Discovery } from "../../local/demo/defects.ts";
import type { QualityReport } from "../../local/demo/quality.ts";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import { printable } from "../../shared/runtime/text.ts";
import { renderTable, type Terminal } from "../terminal.ts";

/** What was planted and what became of it, which sessions jobs may use, what takes that back, and where to look further. */
export function tellQuality(quality: QualityReport, terminal: Terminal) {
  const { discoveries, others, sessions, withdrawal, report } = quality;
  const rows = discoveries.map(({ defect, found }) => [
    found === undefined ? "MISSED" : found.outcome,
    defect.check,
    defect.dataset,
    defect.what,
  ]);
  terminal.out("");
  terminal.out(
    terminal.style("bold", `defects planted: ${discoveries.length}, found: ${foundIn(discoveries)}`),
  );
  terminal.out(renderTable(["", "found by check", "of dataset", "planted"], rows, terminal.columns));
  for (const { dataset, checkId, message } of others) {
    terminal.out(`not planted: ${dataset}, ${checkId}: ${printable(message)}`);
  }
  tellSessions(sessions, terminal);
  tellWithdrawal(withdrawal, terminal);
  terminal.out("");
  terminal.out(`${terminal.style("bold", "report".padEnd(18))} ${report}`);
}

/** A column for every session: jobs that must not read half a session ask for this. */
function tellSessions(sessions: QualityReport["sessions"], terminal: Terminal): void {
  const days = [...new Set(sessions.map(({ day }) => day))].sort();
  const names = [...new Set(sessions.map(({ dataset }) => dataset))];
  const answer = (dataset: string, day: string) => {
    const session = sessions.find((one) => one.dataset === dataset && one.day === day);
    if (session === undefined) return "not looked at";
    return session.ready ? "ready" : session.worst;
  };
  const rows = names.map((name) => [name, ...days.map((day) => answer(name, day))]);
  terminal.out("");
  terminal.out(terminal.style("bold", "sessions that are ready, as SELECT … FROM ready_sessions answers"));
  terminal.out(renderTable(["", ...days], rows, terminal.columns));
}

/** What happens to a session that was ready, as whoever listens on the bus hears it. */
function tellWithdrawal({ dataset, what, told }: QualityReport["withdrawal"], terminal: Terminal): void {
  const rows = told.map(({ sequence, state, version, change, checks }) => [
    String(sequence),
    state,
    (version ?? "").slice(0, 8),
    change === null ? "" : `${change.replaced} replaced`,
    Object.keys(checks).join(", "),
  ]);
  terminal.out("");
  terminal.out(terminal.style("bold", `${what}: told of ${dataset} on EventBridge`));
  terminal.out(
    renderTable(["sequence", "state", "version", "objects", "not passed"], rows, terminal.columns),
  );
}

function foundIn(discoveries: readonly Discovery[]): number {
  return discoveries.filter(({ found }) => found !== undefined).length;
}

/** The stable part of it: a row for each defect. */
export function asJson({ discoveries, others, ...rest }: QualityReport) {
  const outcomeOf = ({ found }: Discovery): CheckOutcome | "missed" => found?.outcome ?? "missed";
  return {
    ...rest,
    defects: discoveries.map((discovery) => {
      const { what, dataset, check, day } = discovery.defect;
      const { found, followed } = discovery;
      const outcome = outcomeOf(discovery);
      return {
        what,
        dataset,
        check,
        day,
        outcome,
        message: found?.message ?? null,
        followed: followed.length,
      };
    }),
    unexplained: others.map(({ dataset, checkId, day, message }) => ({ dataset, checkId, day, message })),
  };
}

/** Was everything found that was planted, and nothing else; and was the session withdrawn whose file was replaced? */
export function isSound({ discoveries, others, withdrawal }: QualityReport): boolean {
  const states = withdrawal.told.map(({ state }) => state).join();
  return others.length === 0 && foundIn(discoveries) === discoveries.length && states === AS_IT_SHOULD;
}

const AS_IT_SHOULD = "available,changed,pending";
