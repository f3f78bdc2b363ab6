import { type Finding, VERDICTS, type Verdict } from "../../operate/doctor/finding.ts";
import { count } from "../../shared/runtime/text.ts";
import { renderTable, type Terminal, wrapped } from "../terminal.ts";

const COLOURS = { fail: "red", warn: "yellow", unknown: "dim", ok: "green" } as const;

/** What is wrong first, each with what mends it; then what nobody could see; then what is well. */
export function tellFindings(findings: readonly Finding[], terminal: Terminal): void {
  const of = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict);
  for (const finding of [...of("fail"), ...of("warn")]) tellFault(finding, terminal);
  tellUnknown(of("unknown"), terminal);
  tellSound(of("ok"), terminal);
  const sums = VERDICTS.map((verdict) => [verdict, of(verdict).length] as const).filter(([, sum]) => sum > 0);
  terminal.out(
    sums.map(([verdict, sum]) => terminal.style(COLOURS[verdict], `${sum} ${verdict}`)).join(", "),
  );
}

function tellFault({ verdict, code, where, what, fix }: Finding, terminal: Terminal): void {
  terminal.out(
    `${terminal.style(COLOURS[verdict], verdict)}  ${terminal.style("bold", code ?? "")}  ${where}`.trimEnd(),
  );
  for (const line of wrapped(what, terminal.columns, "    ")) terminal.out(line);
  // Not broken into lines: it is there to be copied.
  if (fix !== undefined) terminal.out(`    ${terminal.style("cyan", fix)}`);
  terminal.out("");
}

/** Those that have the same cause once, with everything that they concern. */
function tellUnknown(findings: readonly Finding[], terminal: Terminal): void {
  for (const cause of new Set(findings.map(causeOf))) {
    const those = findings.filter((finding) => causeOf(finding) === cause);
    terminal.out(`${terminal.style("dim", "unknown")}  ${count(those.length, "check")}`);
    for (const line of wrapped(cause, terminal.columns, "    ")) terminal.out(line);
    const concerned = those.map(({ check, where }) => `${check} of ${where}`).join(", ");
    for (const line of wrapped(concerned, terminal.columns, "    ")) terminal.out(line);
    terminal.out("");
  }
}

const causeOf = ({ what, fix }: Finding) => (fix === undefined ? what : `${what}; ${fix}`);

function tellSound(findings: readonly Finding[], terminal: Terminal): void {
  if (findings.length === 0) return;
  const rows = findings.map(({ check, where, what }) => [terminal.style("green", check), where, what]);
  terminal.out(renderTable(["ok", "where", "what"], rows, terminal.columns));
  terminal.out("");
}
