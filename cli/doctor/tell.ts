import { type DoctorFinding, FINDING_STATUSES, type FindingStatus } from "../../operate/doctor/finding.ts";
import { count } from "../../shared/runtime/text.ts";
import { renderTable, type Terminal, wrapped } from "../terminal.ts";

const COLOURS = { fail: "red", warn: "yellow", unknown: "dim", ok: "green" } as const;

/** What is wrong first, each with what mends it; then what nobody could see; then what is well. */
export function tellFindings(findings: readonly DoctorFinding[], terminal: Terminal): void {
  const of = (status: FindingStatus) => findings.filter((finding) => finding.status === status);
  for (const finding of [...of("fail"), ...of("warn")]) tellFault(finding, terminal);
  tellUnknown(of("unknown"), terminal);
  tellOk(of("ok"), terminal);
  const sums = FINDING_STATUSES.map((status) => [status, of(status).length] as const).filter(
    ([, sum]) => sum > 0,
  );
  terminal.out(sums.map(([status, sum]) => terminal.style(COLOURS[status], `${sum} ${status}`)).join(", "));
}

function tellFault({ status, code, where, what, fix }: DoctorFinding, terminal: Terminal): void {
  terminal.out(
    `${terminal.style(COLOURS[status], status)}  ${terminal.style("bold", code ?? "")}  ${where}`.trimEnd(),
  );
  for (const line of wrapped(what, terminal.columns, "    ")) terminal.out(line);
  // Not broken into lines: it is there to be copied.
  if (fix !== undefined) terminal.out(`    ${terminal.style("cyan", fix)}`);
  terminal.out("");
}

/** Those that have the same cause once, with everything that they concern. */
function tellUnknown(findings: readonly DoctorFinding[], terminal: Terminal): void {
  for (const cause of new Set(findings.map(causeOf))) {
    const those = findings.filter((finding) => causeOf(finding) === cause);
    terminal.out(`${terminal.style("dim", "unknown")}  ${count(those.length, "check")}`);
    for (const line of wrapped(cause, terminal.columns, "    ")) terminal.out(line);
    const concerned = those.map(({ check, where }) => `${check} of ${where}`).join(", ");
    for (const line of wrapped(concerned, terminal.columns, "    ")) terminal.out(line);
    terminal.out("");
  }
}

const causeOf = ({ what, fix }: DoctorFinding) => (fix === undefined ? what : `${what}; ${fix}`);

function tellOk(findings: readonly DoctorFinding[], terminal: Terminal): void {
  if (findings.length === 0) return;
  const rows = findings.map(({ check, where, what }) => [terminal.style("green", check), where, what]);
  terminal.out(renderTable(["ok", "where", "what"], rows, terminal.columns));
  terminal.out("");
}
