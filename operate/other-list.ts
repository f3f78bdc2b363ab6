/** What to say to a person whose list of datasets may not be that of the stage. */
import { LIST_VARIABLE } from "../deploy/outside-list.ts";
import type { Table } from "../shared/catalog/port.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { sameLocation } from "../shared/datasets/placing.ts";
import { datasetsFile, givenList } from "../shared/runtime/given-list.ts";

/** "the list is shared/datasets.ts; REGISTRAR_DATASETS names none" */
export function listInForce(): string {
  const named = givenList() === undefined ? `; ${LIST_VARIABLE} names none` : "";
  return `the list is ${datasetsFile()}${named}`;
}

export const bucketOf = (location: string) => /^s3[an]?:\/\/([^/]+)/.exec(location)?.[1];

/**
 * Of a stage that goes by another list than this one, events of a dataset's objects reach nobody. Undefined if the table lies
 * where the list says, in `bucket`, or in any.
 */
export function lyingElsewhere(
  { location }: Pick<Table, "location">,
  { prefix }: Dataset,
  bucket = bucketOf(location),
): string | undefined {
  const declared = `s3://${bucket}/${prefix}`;
  if (bucket === undefined || sameLocation(location, declared)) return undefined;
  return (
    `the table lies at ${location || "no Location"}, and ${datasetsFile()} says ${declared}: deploy the stage, ` +
    "or start the local stack again"
  );
}
