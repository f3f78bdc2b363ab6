import { fileURLToPath } from "node:url";
import type { Table } from "../../shared/catalog/port.ts";
import {
  CHECKPOINT_FINDINGS,
  type CheckpointStore,
  checkpointText,
  type Progress,
  resumable,
} from "../../shared/reconcile/checkpoint.ts";
import type { ReconcileOptions } from "../../shared/reconcile/reconcile.ts";
import type { Scope } from "../../shared/reconcile/scope.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import type { Terminal } from "../terminal.ts";
import type { ReconcileRequest } from "./request.ts";

/** In the checkout: a killed command leaves nothing in AWS, and needs no permission to go on. */
const FOLDER = fileURLToPath(new URL("../../.cache/reconcile/", import.meta.url));

/** Where the checkpoint of a dataset lies. */
export const checkpointPath = ({ stage, dataset, bucket }: Scope): string =>
  `${FOLDER}${stage}-${dataset.name}-${bucket}.json`;

export interface CheckpointPorts {
  /** Where the checkpoint of a dataset is kept. */
  readonly checkpoints: (scope: Scope) => CheckpointStore;
  readonly clock: Clock;
}

/** How a run of the command goes on where an earlier one was killed, and says so. */
export function checkpointsOf(
  scope: Scope,
  table: Table,
  request: ReconcileRequest,
  terminal: Pick<Terminal, "note">,
  { checkpoints, clock }: CheckpointPorts,
): Pick<ReconcileOptions, "resume" | "save"> & { readonly clear: () => Promise<void> } {
  const store = checkpoints(scope);
  const { from, until, apply, prune, columns, isAll } = request;
  const run = JSON.stringify({ table: table.createdAt, from, until, apply, prune, columns, isAll });
  let isKept = true;
  return {
    async resume() {
      const text = await store.read();
      if (text === undefined) return undefined;
      const found = resumable(text, run, clock.now());
      if (typeof found === "string") {
        terminal.note(`${scope.dataset.name}: ${found}; this run starts anew.`);
        return undefined;
      }
      const minutes = Math.round((clock.now() - found.at) / 60_000);
      terminal.note(
        `${scope.dataset.name}: goes on behind ${found.through}, where a run was killed ${minutes} min ago.`,
      );
      return found;
    },
    async save(through: string, progress: Progress) {
      if (!isKept) return;
      isKept = progress.kept.length + progress.elsewhere.length <= CHECKPOINT_FINDINGS;
      try {
        if (isKept) await store.write(checkpointText({ run, at: clock.now(), through, progress }));
      } catch (thrown) {
        isKept = false;
        terminal.note(
          `${scope.dataset.name}: no checkpoint is kept, a killed run would start anew: ${messageOf(thrown)}`,
        );
      }
    },
    clear: () => store.clear(),
  };
}
