import { expect } from "@jest/globals";
import fc from "fast-check";
import { parseLocations } from "../../shared/catalog/location-read-adapter.ts";
import { law } from "../support/law.ts";

/** Text as somebody may write it into a comment who knows how answers are read. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc
    .array(
      fc.constantFrom("]", "[", "}", "{", ",", ":", '"', "\\", '"Columns":[', '"Location":', "s3://x/", " "),
    )
    .map((parts) => parts.join("")),
);

const column = fc.record({ Name: text, Type: text, Comment: text }, { requiredKeys: ["Name"] });

const partition = fc.record({
  Values: fc.array(text, { maxLength: 2 }),
  StorageDescriptor: fc.record({
    BucketColumns: fc.array(text, { maxLength: 2 }),
    Columns: fc.array(column, { maxLength: 3 }),
    Location: text,
    SortColumns: fc.constant([]),
  }),
  Parameters: fc.dictionary(text, text, { maxKeys: 2 }),
});

const answer = fc.record({
  Partitions: fc.array(partition, { maxLength: 3 }),
  UnprocessedKeys: fc.array(fc.record({ Values: fc.array(text, { maxLength: 2 }) }), { maxLength: 2 }),
});

law(
  "an answer of partitions is read as JSON says, but for their columns",
  fc.property(answer, (said) => {
    const read = parseLocations(Buffer.from(JSON.stringify(said))) as typeof said;
    const withoutColumns = ({ Partitions, ...rest }: typeof said) => ({
      ...rest,
      Partitions: Partitions.map(({ StorageDescriptor, ...others }) => {
        const { Columns: _, ...descriptor } = StorageDescriptor;
        return { ...others, StorageDescriptor: descriptor };
      }),
    });
    expect(withoutColumns(read)).toEqual(withoutColumns(JSON.parse(JSON.stringify(said))));
  }),
);

law(
  "what is no JSON is not read",
  fc.property(answer, fc.nat(), (said, at) => {
    const whole = JSON.stringify(said);
    expect(() => parseLocations(Buffer.from(whole.slice(0, at % whole.length)))).toThrow(SyntaxError);
  }),
);
