import { defineCommand, EXIT, JSON_OPTION } from "../command.ts";
import { createFunctionLog } from "../demo/function-log.ts";
import type { DemoReport } from "../demo/run.ts";
import { tellWhereItIs } from "../local-environment.ts";
import { renderTable, type Terminal } from "../terminal.ts";
import { untilInterrupted } from "./local.ts";

export const command = defineCommand({
  name: "demo",
  synopsis: "[--keep] [--json]",
  summary: "the whole platform on this machine: objects are written, their partitions registered and queried",
  options: {
    keep: { type: "boolean", help: "leave the stack up afterwards, until Ctrl-C" },
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const begun = performance.now();
    const since = () => `${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s`;
    const witness = {
      done: (text: string) => terminal.note(`${terminal.style("green", "✓")} ${since()}  ${text}`),
      doing: (text: string) => terminal.progress(`… ${since()}  ${text}`),
    };
    witness.doing("starting the local stack");
    const { startPlatform } = await import("../../local/platform.ts");
    const { runDemo } = await import("../demo/run.ts");
    const log = createFunctionLog();
    const platform = await startPlatform({ onLog: (line) => log.read(line) });
    try {
      witness.done(`S3, SQS, Glue and the packaged function are up at ${platform.stack.endpoint}`);
      const report = await runDemo(platform, log, witness);
      terminal.progress("");
      if (values.json === true) terminal.out(JSON.stringify(report, null, 2));
      else tell(report, terminal, values.keep === true);
      if (values.keep === true) {
        tellWhereItIs(platform, terminal, false);
        terminal.note("Ctrl-C stops it.");
        await untilInterrupted();
      }
    } finally {
      await platform.close();
    }
    return EXIT.ok;
  },
});

function tell(report: DemoReport, terminal: Terminal, keeps: boolean): void {
  const rows = report.datasets.map((one) => [
    one.dataset,
    one.table,
    String(one.objects),
    String(one.partitions),
  ]);
  terminal.out("");
  terminal.out(renderTable(["dataset", "table", "objects", "partitions"], rows, terminal.columns));
  terminal.out("");
  const { p50, p99 } = report.putToRegistered;
  const calls = Object.entries(report.glueCalls).map(([operation, count]) => `${count} ${operation}`);
  const lines: [string, string][] = [
    ["put to registered", `p50 ${(p50 / 1000).toFixed(1)} s, p99 ${(p99 / 1000).toFixed(1)} s`],
    ["Glue calls", calls.join(", ")],
    ...report.parked.map(({ key, outcome, reason }): [string, string] => [
      "parked",
      `${key}\n${outcome}: ${reason}`,
    ]),
  ];
  for (const [label, text] of lines) {
    terminal.out(
      `${terminal.style("bold", label.padEnd(18))} ${text.replaceAll("\n", `\n${" ".repeat(19)}`)}`,
    );
  }
  terminal.out("");
  if (keeps) return;
  terminal.out("Next:");
  terminal.out("  npm run demo -- --keep     the same, and the stack stays up to look around");
  terminal.out("  npm run local              an empty stack for any AWS client");
  terminal.out("  npx registrar --help       the operator's commands");
}
