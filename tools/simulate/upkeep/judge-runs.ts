/** Has a reconcile that says it compared everything found what was there to find? */
import type { DatasetRunReport } from "../../../shared/reconcile/dataset-run.ts";
import type { DatasetMessage } from "../../../shared/reconcile/run-message.ts";
import { canonical } from "../ledger.ts";
import type { Invocation } from "../world.ts";
import { timeOf } from "./judge-messages.ts";
import { isRemoving, type StoryFolder } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

/** A nightly run looks at what is younger than a week. */
const RECENT = "2026-11-18";

export class RunJudge {
  readonly #world: UpkeepWorld;
  /** When a run was first at work. */
  readonly #begun = new Map<string, number>();

  constructor(world: UpkeepWorld) {
    this.#world = world;
  }

  /** An invocation works at a run. */
  began(dataset: string, time: string, at: number): void {
    const run = `${dataset} ${time}`;
    this.#begun.set(run, Math.min(this.#begun.get(run) ?? at, at));
  }

  ended(invocation: Invocation, { dataset: name, at, cadence }: DatasetMessage, report: DatasetRunReport) {
    const { datasets, folders, history } = this.#world;
    const dataset = datasets.find((one) => one.name === name)!;
    const made = history.createdAt(this.#world.tableOf(dataset)) ?? Number.POSITIVE_INFINITY;
    if (report.end !== "whole" || made > invocation.startedAt) return [];
    const begun = this.#begun.get(`${name} ${timeOf(at)}`);
    const since = Math.max(begun ?? invocation.startedAt, made);
    const { capped = 0, left = 0 } = report.found.repaired ?? {};
    const seen = folders.filter((one) => one.dataset === dataset);
    return seen
      .filter(({ values }) => cadence === "weekly" || values.day! >= RECENT)
      .flatMap((folder) => this.#unfound(folder, since, capped + left === 0 && isRemoving(dataset)))
      .map((what) => `${invocation.name} compared all of ${name}: ${what}`);
  }

  #unfound({ dataset, path, location, values }: StoryFolder, since: number, removes: boolean): string[] {
    const { bucket, history } = this.#world;
    const versions = history.of(this.#world.tableOf(dataset), values).filter(({ until }) => until > since);
    if (versions.length === 0 && bucket.wasAlwaysFull(path, since))
      return [`${path} has had data, and never a partition`];
    const held = versions.find(
      (one) =>
        one.location === canonical(location) && one.from < since && one.until === Number.POSITIVE_INFINITY,
    );
    if (
      !removes ||
      held === undefined ||
      !bucket.wasAlwaysEmpty(path, since) ||
      this.#isShared(held.location)
    )
      return [];
    return [`${path} has had no data, and still a partition`];
  }

  #isShared(location: string): boolean {
    const { datasets, history, timeline } = this.#world;
    const all = datasets.flatMap((one) =>
      history.allSince(this.#world.tableOf(one), timeline.now() - 7_200_000),
    );
    return all.filter((one) => one.location === location).length > 1;
  }
}
