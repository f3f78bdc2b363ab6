import type { Journey } from "../../local/demo/journey.ts";
import { count, printable } from "../../shared/runtime/text.ts";
import { renderTable, type Terminal } from "../terminal.ts";

/** Rows of an answer that are printed; --json prints all. */
const ROWS_SHOWN = 40;
const PARKED_SHOWN = 5;

/** What became of the uploads, in words. */
export function tellJourney(journey: Journey, terminal: Terminal, rowsShown = ROWS_SHOWN): void {
  const rows = journey.datasets.map((one) => [
    one.table,
    one.objects.toLocaleString("en-US"),
    one.partitions.toLocaleString("en-US"),
    one.rows.toLocaleString("en-US"),
  ]);
  terminal.out("");
  terminal.out(renderTable(["table", "objects", "partitions", "rows"], rows, terminal.columns));
  if (journey.crawlers.length > 0) tellCrawlers(journey, terminal);
  for (const { title, columns, rows: found, milliseconds } of journey.answers) {
    terminal.out("");
    terminal.out(terminal.style("bold", `${title} (${milliseconds.toFixed(0)} ms)`));
    terminal.out(renderTable(columns, found.slice(0, rowsShown), terminal.columns));
    if (found.length > rowsShown) terminal.out(`… and ${found.length - rowsShown} more (--json has all)`);
  }
  terminal.out("");
  tellLatency("put to registered", journey.putToRegistered, "most of it the batch window", terminal);
  tellLatency(
    "put to covered",
    journey.eventToCovered,
    "half of it the margin for clocks that differ",
    terminal,
  );
  const calls = Object.entries(journey.glueCalls).map(([operation, calls]) => `${calls} ${operation}`);
  fact("Glue calls", calls.join(", "), terminal);
  tellParked(journey, terminal);
}

/** How often each crawler ran for how many objects, and what it knows of its table. */
function tellCrawlers({ crawlers, datasets }: Journey, terminal: Terminal): void {
  const rows = crawlers.map(({ dataset, target, runs }) => {
    const { columns, keys, objects } = datasets.find((one) => one.dataset === dataset)!;
    const table = { s3: "made by the crawler", catalog: "made by the stack" }[target];
    return [dataset, ...[objects, runs.length, columns].map(String), keys.join(", "), table];
  });
  const headers = ["crawler of", "objects", "crawls", "columns", "keys", "table"];
  terminal.out("");
  terminal.out(renderTable(headers, rows, terminal.columns));
}

function tellLatency(
  label: string,
  found: Journey["putToRegistered"],
  most: string,
  terminal: Terminal,
): void {
  if (found === undefined) return;
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  fact(label, `p50 ${seconds(found.p50)}, p99 ${seconds(found.p99)}, ${most}`, terminal);
}

function fact(label: string, text: string, terminal: Terminal): void {
  terminal.out(`${terminal.style("bold", label.padEnd(18))} ${text}`);
}

function tellParked({ crawlers, parked }: Journey, terminal: Terminal): void {
  const besides = crawlers.length === 0 ? "" : "; crawlers know no such rules, and made partitions of them";
  fact("parked", `${count(parked.length, "message")}${parked.length === 0 ? "" : besides}`, terminal);
  for (const { key, outcome, reason } of parked.slice(0, PARKED_SHOWN)) {
    terminal.out(`    ${printable(key)}`);
    terminal.out(`    ${terminal.style("yellow", outcome)}: ${reason.split("; ").join("\n    ")}`);
  }
  if (parked.length > PARKED_SHOWN)
    terminal.out(`    … and ${parked.length - PARKED_SHOWN} more (--json has all)`);
}
