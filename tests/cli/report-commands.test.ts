import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { renderReport } from "../../shared/quality/report/page.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import type { DriftRecord } from "../../shared/reconcile/drift-record.ts";
import { intradayRun, type ReportedRun, troubledRun } from "../browser/runs.ts";
import { registrar } from "./run.ts";

/** Commands of a page, as a reader would copy them. */
function commandsOn(page: string): string[] {
  return [
    ...new Set([...page.matchAll(/<code>(\.\/registrar [^<]*)<\/code>/g)].map(([, command]) => command!)),
  ];
}

const DRIFT = { undo: "20261120T073000Z-0a1b2c" } as const;

function pageOf({ document, ...context }: ReportedRun): string {
  const [counts, repaired] = [{}, { registered: 0, removed: 2, capped: 0, left: 0, lines: [] }];
  const drift = [
    { dataset: "trades", ended: document.asOf, from: null, counts, repaired, stoppedBy: null, ...DRIFT },
  ] as unknown as readonly DriftRecord[];
  return renderReport(document, { ...context, drift });
}

/** Without a Region a command that is accepted stops where AWS would be asked. */
const before = { ...process.env };
beforeAll(() => {
  delete process.env.AWS_REGION;
  delete process.env.AWS_PROFILE;
  process.env.AWS_CONFIG_FILE = "/dev/null";
});
afterAll(() => {
  process.env = before;
});

describe.each<[string, () => ReportedRun]>([
  ["after the close", troubledRun],
  ["while a session is open", intradayRun],
])("the commands of a report, %s", (_, make) => {
  const run = make();
  const commands = commandsOn(pageOf(run));

  test("are there", () => {
    expect(new Set(commands.map((command) => command.split(" ")[1]))).toEqual(
      new Set(["ready", "validate", "reconcile", "undo"]),
    );
  });

  test.each(commands)("can be pasted, and lack nothing but a Region: %s", async (command) => {
    const [launcher, ...args] = command.split(" ");
    expect(launcher).toBe("./registrar");
    // Nothing that a shell would make something else of.
    expect(command).toMatch(/^[\w./: =-]+$/);
    expect(args).toContain("--stage");
    const { notes } = await registrar(...args);
    expect(notes).toContain("no AWS Region is set");
  });
});

test("a command about a session names it, and its dataset", () => {
  const { document } = troubledRun() as { document: RunDocument };
  for (const { reproduce, dataset, day } of document.results) {
    if (day !== null) expect(reproduce).toContain(`--dataset ${dataset} --day ${day} `);
  }
});
