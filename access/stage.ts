import type { Catalog, PartitionListing } from "../shared/catalog/port.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import type { Clock } from "../shared/runtime/clock.ts";
import type { CallTimeout } from "../shared/runtime/deadlines.ts";
import { type ConfigurationError, usageError } from "../shared/runtime/errors.ts";
import type { ObjectStore, ObjectWriter } from "../shared/store/port.ts";
import { type GrantRecords, grantRecords } from "./grant-records.ts";
import { type Grantee, problemOfUser } from "./grantee.ts";
import { revocationJournal } from "./journal.ts";
import type { RevocationJournal, RolePolicies, Tokens } from "./port.ts";

/** A stage in which access is granted and revoked: what is declared, and what its state is read and changed by. */
export interface AccessStage {
  readonly stage: string;
  readonly datasets: readonly Dataset[];
  readonly grantees: readonly Grantee[];
  readonly tokens: Tokens;
  readonly policies: RolePolicies;
  readonly catalog: Pick<Catalog, "table">;
  readonly partitions: Pick<PartitionListing, "within">;
  readonly store: ObjectStore;
  readonly writer: ObjectWriter;
  /** The bucket that the table of a dataset lies in. Throws RegistrarError. */
  readonly bucketOf: (dataset: Dataset) => Promise<string>;
  readonly clock: Clock;
  readonly callTimeout: CallTimeout;
}

/** A request that cannot be granted, in the words of the command that makes it. */
export const refused = (problems: readonly string[]): ConfigurationError => usageError("grant", problems);

export const recordsIn = (bucket: string, { stage, store, writer }: AccessStage): GrantRecords =>
  grantRecords(bucket, stage, store, writer);

export async function recordsOfStage(context: AccessStage): Promise<GrantRecords> {
  return recordsIn(await bucketOfGrants(context), context);
}

/** What `by`, an ARN, and others revoke of a grantee. */
export async function journalOfStage(
  context: AccessStage,
  user: string,
  by: string,
): Promise<RevocationJournal> {
  const { stage, store, writer, callTimeout } = context;
  const bucket = await bucketOfGrants(context);
  return revocationJournal({ bucket, stage, user, by }, store, writer, callTimeout);
}

/**
 * Records and revocations lie in the bucket of the stage's tables: of those that are granted, if any are. So past grants
 * can still be listed when no grantee is declared any more.
 */
async function bucketOfGrants({ datasets, grantees, bucketOf }: AccessStage): Promise<string> {
  const granted = datasets.find(({ name }) => grantees.some(({ tables }) => tables.includes(name)));
  return bucketOf(granted ?? datasets[0]!);
}

/** The grantee of this name; refuses any other. */
export function granteeNamed(user: string | undefined, { grantees }: AccessStage): Grantee {
  const grantee = grantees.find((candidate) => candidate.user === user);
  if (grantee !== undefined) return grantee;
  throw refused([problemOfUser(user, grantees)]);
}
