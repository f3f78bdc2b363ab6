import fc from "fast-check";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import { hiveEscape, hiveUnescape, valueInPath } from "../../shared/datasets/hive-path.ts";
import { folderOf, place, sameLocation } from "../../shared/datasets/placing.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import { law } from "../support/law.ts";
import { eventBridgeBody, message, s3Body } from "../support/messages.ts";
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
  fc.property(
    fc.string({ unit: "binary", minLength: 1 }),
    (text) => hiveUnescape(hiveEscape(text)) === text && valueInPath(hiveEscape(text)) === text,
  ),
);

/** As pyarrow and DuckDB write values: all but RFC 3986's unreserved characters, byte by byte of their UTF-8. */
const uriEscape = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);

law(
  "every value that is escaped as a URI is read back, in either case of its digits",
  fc.property(fc.string({ unit: "grapheme" }), fc.boolean(), (text, lower) => {
    const written = uriEscape(text);
    const digits = /%[0-9A-Fa-f]{2}/g;
    return valueInPath(lower ? written.replace(digits, (code) => code.toLowerCase()) : written) === text;
  }),
);

law(
  "what holds no valid UTF-8 above %7F is read as Hive reads it",
  fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 }), (bytes) => {
    const written = bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    const isText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const runs = written.match(/(?:%[89a-f][0-9a-f])+/g) ?? [];
    const valid = runs.some((run) => {
      try {
        isText.decode(Buffer.from(run.replaceAll("%", ""), "hex"));
        return true;
      } catch {
        return false;
      }
    });
    return valid || valueInPath(written) === hiveUnescape(written);
  }),
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

law(
  "a value spelt in two ways is one partition with two claims, the same in any order of arrival",
  fc.property(values, fc.boolean(), (partition, swapped) => {
    const escaped = dataset.keys.map(({ name }, at) => `${name}=${uriEscape(partition[at]!)}/`).join("");
    const folders = [folderOf(dataset, partition), dataset.prefix + escaped];
    if (swapped) folders.reverse();
    const messages = folders.map((folder, at) => message(s3Body(`${folder}part-0.parquet`), `m${at}`));
    const { tables } = planRegistration(messages, { datasets: [dataset], bucket: BUCKET });
    const planned = tables.flatMap(({ partitions }) => partitions);
    const locations = [...new Set(folders)].sort().map((folder) => `s3://${BUCKET}/${folder}`);
    return (
      planned.length === 1 && planned[0]!.claims.map(({ location }) => location).join() === locations.join()
    );
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
