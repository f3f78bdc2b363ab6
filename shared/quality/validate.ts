import { budgeted } from "../athena/budget.ts";
import type { QueryRunner } from "../athena/port.ts";
import type { ObjectStore } from "../store/port.ts";
import { answer } from "./ask.ts";
import { judgeAll } from "./judgement.ts";
import { originOf } from "./kinds/index.ts";
import { readSnapshot, type SnapshotPorts } from "./read-snapshot.ts";
import type { RunDocument } from "./result.ts";
import { type PastResult, readPast } from "./results/past.ts";
import { type BaselinePoint, countedIn } from "./rows/baseline.ts";
import { planRows } from "./rows/plan.ts";
import { documentOf } from "./run-document.ts";
import {
  type CatalogSnapshot,
  isValidated,
  scopeOf,
  type ValidatedDataset,
  type ValidationScope,
} from "./snapshot.ts";
import type { ValidationRequest } from "./validation-request.ts";

export interface ValidationPorts extends SnapshotPorts {
  readonly store: ObjectStore | undefined;
  readonly queries: QueryRunner;
  /** Hears what goes on. */
  readonly tell: (doing: string) => void;
}

/** What a run found, and beside it what earlier ones did, which is kept in the table of results and not in this one. */
export interface Validated {
  readonly document: RunDocument;
  readonly past: readonly PastResult[];
}

/** Reads, plans, asks, judges. What cannot be evaluated is a result, not an error. */
export async function validate(
  request: ValidationRequest,
  ports: ValidationPorts,
  signal: AbortSignal,
): Promise<Validated> {
  ports.tell("reading what Glue and S3 hold");
  return judgeRows(request, await readCatalog(request, ports, signal), ports, signal);
}

/** Asks Athena of what was read, and judges everything. `counted` is known of earlier days besides what runs have left. */
export async function judgeRows(
  request: ValidationRequest,
  { datasets, known }: ReadCatalog,
  ports: Pick<ValidationPorts, "queries" | "tell">,
  signal: AbortSignal,
  counted: readonly BaselinePoint[] = [],
): Promise<Validated> {
  const { stage, suite, runId } = request;
  const queries = budgeted(ports.queries, request.mostBytes);
  const options = { runId, signal };
  const { past, notes } = await readPast(datasets, stage, queries, options);
  ports.tell("asking Athena");
  const context = { stage, suite, known, history: [...countedIn(past), ...counted] };
  const answered = await Promise.all(
    datasets.map(async (snapshot) => {
      return { snapshot, answered: await answer(planRows(snapshot, context), queries, options) };
    }),
  );
  const found = { datasets: answered, known, notes, spent: queries.spent() };
  return { document: documentOf(request, found, judgeAll(request, found)), past };
}

/** What Glue and S3 hold of a run's datasets. */
export interface ReadCatalog {
  readonly datasets: readonly CatalogSnapshot[];
  /** Those, and the ones that they are computed from. */
  readonly known: readonly CatalogSnapshot[];
}

/** What Glue and S3 hold of the datasets, and of those that they are computed from. */
export async function readCatalog(
  request: ValidationRequest,
  ports: Pick<ValidationPorts, keyof SnapshotPorts>,
  signal: AbortSignal,
): Promise<ReadCatalog> {
  const read = (promised: readonly ValidatedDataset[], of: SnapshotPorts) =>
    Promise.all(promised.map((dataset) => readSnapshot(scopeIn(request, dataset), request, of, signal)));
  const [datasets, origins] = await Promise.all([
    read(request.datasets, ports),
    // Of what others are computed from only the partitions are asked: it is not judged itself.
    read(originsOf(request), { ...ports, store: undefined }),
  ]);
  return { datasets, known: [...datasets, ...origins] };
}

function scopeIn({ suite, asOf, days }: ValidationRequest, dataset: ValidatedDataset): ValidationScope {
  return scopeOf(dataset, suite, asOf, days);
}

/** The datasets that those of a run are computed from and that it does not look at themselves. */
function originsOf({ datasets, all }: ValidationRequest): ValidatedDataset[] {
  const names = datasets.flatMap(({ quality: { source, rows } }) => [source, rows && originOf(rows)]);
  return all.filter(isValidated).filter((one) => !datasets.includes(one) && names.includes(one.name));
}
