import fc from "fast-check";
import { readArrivals } from "../../shared/arrivals.ts";
import { type Dataset, defineDatasets } from "../../shared/dataset.ts";
import { hiveEscape, hiveUnescape } from "../../shared/hive-path.ts";
import { folderOf, place, sameLocation } from "../../shared/partition.ts";
import { law } from "../support/law.ts";
import { eventBridgeBody, s3Body } from "../support/messages.ts";
import { BUCKET } from "../support/platform.ts";

const [dataset] = defineDatasets([
  {
    name: "anything",
    database: "raw",
    table: "anything",
    prefix: "raw/anything/",
    keys: [
      { name: "a", kind: "text" },
      { name: "b_2", kind: "text" },
      { name: "c", kind: "text" },
    ],
    columns: [{ name: "x", type: "int" }],
    strategy: "register",
  },
]) as readonly [Dataset];

/** Any text that Hive can write as a partition value and S3 can hold in a key. */
const value = fc
  .string({ unit: "binary", minLength: 1, maxLength: 40 })
  .filter((text) => !/\p{Surrogate}/u.test(text) && text !== "__HIVE_DEFAULT_PARTITION__");
const values = fc.tuple(value, value, value);

law(
  "every value that Hive writes is read back",
  fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => hiveUnescape(hiveEscape(text)) === text),
);

law(
  "what Hive writes is one segment of a path",
  fc.property(fc.string({ unit: "binary" }), (text) => !/[/=]/.test(hiveEscape(text))),
);

// F14, F15
law(
  "an object in the folder of a partition is placed in that partition, through every envelope",
  fc.property(values, fc.constantFrom("part-0.parquet", "x/y/part 1+%41.parquet"), (partition, file) => {
    const folder = folderOf(dataset, partition);
    const expected = { values: [...partition], location: `s3://${BUCKET}/${folder}`, inKeyOrder: true };
    for (const body of [s3Body(folder + file), eventBridgeBody(folder + file)]) {
      const [arrival] = readArrivals(body);
      if (arrival?.kind !== "created") return false;
      const placement = place(dataset, arrival.bucket, arrival.key, arrival.size);
      if (JSON.stringify(placement) !== JSON.stringify({ kind: "partition", partition: expected }))
        return false;
    }
    return true;
  }),
);

// F17, F18
law(
  "neither the order of the keys in the path nor the case of their names changes the values",
  fc.property(
    values,
    fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    (partition, order, upper) => {
      const segments = order.map((index) => {
        const { name } = dataset.keys[index]!;
        return `${upper[index] ? name.toUpperCase() : name}=${hiveEscape(partition[index]!)}/`;
      });
      const folder = dataset.prefix + segments.join("");
      const placement = place(dataset, BUCKET, `${folder}part-0.parquet`, 1);
      return (
        placement.kind === "partition" &&
        placement.partition.location === `s3://${BUCKET}/${folder}` &&
        placement.partition.inKeyOrder === order.every((index, position) => index === position) &&
        JSON.stringify(placement.partition.values) === JSON.stringify(partition)
      );
    },
  ),
);

law(
  "every key below a dataset is placed somehow, and a partition's Location begins the key",
  fc.property(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.option(fc.nat(), { nil: undefined }),
    (below, size) => {
      const key = dataset.prefix + below;
      const placement = place(dataset, BUCKET, key, size);
      return (
        placement.kind !== "partition" || `s3://${BUCKET}/${key}`.startsWith(placement.partition.location)
      );
    },
  ),
);

law(
  "being the same location is an equivalence that ignores scheme and trailing slash",
  fc.property(
    fc.stringMatching(/^[a-z=/]{0,12}$/),
    fc.constantFrom("s3", "s3a", "s3n"),
    fc.constantFrom("", "/"),
    (path, scheme, slash) => sameLocation(`s3://b/${path}`, `${scheme}://b/${path}${slash}`),
  ),
);
