import type { Dataset } from "../../shared/datasets/dataset.ts";
import { removalsPerDay } from "../../shared/datasets/on-empty.ts";
import { orphanRemovalTools } from "../../shared/reconcile/orphan-removal.ts";
import type { ColumnKeeper } from "../../shared/reconcile/port.ts";
import { type ReconcilePorts, reconcile } from "../../shared/reconcile/reconcile.ts";
import { Repairs } from "../../shared/reconcile/repairs.ts";
import type { Scope } from "../../shared/reconcile/scope.ts";
import type { PartitionRemover } from "../../shared/removal/port.ts";
import { idOfRun, UndoLog } from "../../shared/removal/undo-log.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import type { RecordStore } from "../../shared/store/port.ts";
import { bucketOf, STEP_TIMEOUT } from "../stage-ports.ts";
import type { Terminal } from "../terminal.ts";
import { type CheckpointPorts, checkpointsOf } from "./checkpoints.ts";
import type { ReconcileRequest } from "./request.ts";
import { SHOWN, type Told } from "./tell.ts";

/** What the command reconciles with. */
export interface CommandPorts extends ReconcilePorts, CheckpointPorts {
  /** All datasets of the stage: partitions of others may point at the same Locations. */
  readonly datasets: readonly Dataset[];
  readonly remover: PartitionRemover;
  readonly records: RecordStore;
  readonly columns: ColumnKeeper;
  /** 24 random bits, in hex. */
  readonly random: () => string;
}

/** Reconciles one dataset as a person asks for it; a killed run goes on. Throws RegistrarError. */
export async function reconcileDataset(
  dataset: Dataset,
  request: ReconcileRequest,
  ports: CommandPorts,
  terminal: Pick<Terminal, "progress" | "note">,
): Promise<Told> {
  const { stage, from, until, apply, prune, columns, isAll } = request;
  const maxDeletes = request.maxDeletes ?? removalsPerDay(dataset);
  const database = databaseName(dataset.database, stage);
  terminal.progress(`reading ${dataset.name} from Glue`);
  const table = await ports.catalog.table(database, dataset.table, ports.callTimeout());
  const scope: Scope = { stage, dataset, bucket: bucketOf(table), from, until };
  const { clear, ...checkpoints } = checkpointsOf(scope, table, request, terminal, ports);
  const id = idOfRun(ports.clock.now(), ports.random());
  const undo = new UndoLog(
    { bucket: scope.bucket, stage, dataset: dataset.name, id, by: "command" },
    ports.records,
    ports.callTimeout,
  );
  const most = isAll ? Number.POSITIVE_INFINITY : SHOWN;
  const found = await reconcile(scope, table, ports, {
    most,
    isWhole: prune,
    columns: columns ? ports.columns : undefined,
    ...checkpoints,
    onProgress: (doing) => terminal.progress(doing),
    repairs: apply
      ? async (catalogue, earlier) => {
          const asked = { scope, all: ports.datasets, catalogue, undo, perDay: maxDeletes };
          const removal = prune ? await orphanRemovalTools(asked, ports) : undefined;
          // Whoever calls the command decides, also of files that nobody has read.
          const options = { stepTimeout: STEP_TIMEOUT, removal, leavesMissing: false, most };
          return new Repairs(scope, table, ports.catalog, ports.clock, options, earlier);
        }
      : undefined,
  });
  await clear();
  return { dataset: dataset.name, bucket: scope.bucket, maxDeletes, undo: undo.isUsed ? id : null, ...found };
}
