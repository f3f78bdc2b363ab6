/** Of what the functions and commands are composed that keep Glue true: parts that a planted bug can replace. */

import { reconcileDataset } from "../../../cli/reconcile/reconcile-dataset.ts";
import { undo } from "../../../operate/reconcile/undo.ts";
import { undoEntries } from "../../../operate/reconcile/undo-entries.ts";
import { glueCatalog } from "../../../shared/catalog/glue-catalog-adapter.ts";
import { deregister } from "../../../shared/deregister/apply.ts";
import { planDeregistration } from "../../../shared/deregister/plan.ts";
import { sqsNominations } from "../../../shared/deregister/sqs-nominations-adapter.ts";
import { answerMessage } from "../../../shared/reconcile/apply.ts";
import { glueColumnKeeper } from "../../../shared/reconcile/glue-column-keeper-adapter.ts";
import { sqsReconcileQueue } from "../../../shared/reconcile/sqs-reconcile-queue-adapter.ts";
import { gluePartitionReader } from "../../../shared/removal/glue-partition-reader-adapter.ts";
import { gluePartitionRemover } from "../../../shared/removal/glue-partition-remover-adapter.ts";
import { s3KeyListing } from "../../../shared/removal/s3-key-listing-adapter.ts";
import { SharedLocations } from "../../../shared/removal/shared-locations.ts";
import { s3Records } from "../../../shared/store/s3-records-adapter.ts";
import { s3Store } from "../../../shared/store/s3-store-adapter.ts";

export type S3ClientLike = NonNullable<Parameters<typeof s3Records>[0]>;
type GlueClientLike = NonNullable<Parameters<typeof glueCatalog>[0]>;

/** What all of them reach AWS through. */
function upkeepAccess(glue: GlueClientLike, s3: S3ClientLike) {
  return {
    catalog: glueCatalog(glue),
    reader: gluePartitionReader(glue),
    remover: gluePartitionRemover(glue),
    columns: glueColumnKeeper(glue),
    listing: s3KeyListing(s3),
    store: s3Store(s3),
    records: s3Records(s3),
  };
}

export type UpkeepAccess = ReturnType<typeof upkeepAccess>;

export const UPKEEP_PARTS = {
  upkeepAccess,
  planDeregistration,
  deregister,
  sharedLocations: (...made: ConstructorParameters<typeof SharedLocations>) => new SharedLocations(...made),
  sqsNominations,
  answerMessage,
  sqsReconcileQueue,
  reconcileDataset,
  undoEntries,
  undo,
};
