import type { Dataset } from "./dataset.ts";
import { placeFolder } from "./placing.ts";

/** A dataset, and the bucket in which its objects lie. */
export interface DatasetInBucket {
  readonly dataset: Dataset;
  readonly bucket: string;
}

/** The path of a Location below the dataset's prefix, ending with "/"; undefined if it lies elsewhere. */
export function folderOfLocation({ dataset, bucket }: DatasetInBucket, location: string): string | undefined {
  const path = `${location.replace(/^s3[an]:\/\//, "s3://").replace(/\/+$/, "")}/`;
  const root = `s3://${bucket}/${dataset.prefix}`;
  return path.startsWith(root) ? path.slice(root.length) : undefined;
}

/** The Location of a path below the dataset's prefix. */
export const locationOfFolder = ({ dataset, bucket }: DatasetInBucket, folder: string): string =>
  `s3://${bucket}/${dataset.prefix}${folder}`;

/** The values that a folder stands for, in the dataset's key order; undefined if it is no partition's. */
export function valuesOfFolder(
  { dataset, bucket }: DatasetInBucket,
  folder: string,
): readonly string[] | undefined {
  const placement = placeFolder(dataset, bucket, dataset.prefix + folder);
  return placement.kind === "partition" ? placement.partition.values : undefined;
}
