import { type FormattedTable, phraseOfTable } from "../table-formats.ts";
import { shellWord } from "../text.ts";
import type { Facts, LiveTable, TableFacts, ViewFacts } from "./facts.ts";
import { type Fault, type Finding, judge } from "./finding.ts";
import { known, type Reading } from "./reading.ts";

/** The checks of what Athena asks Glue for: tables, how their partitions are known, and views. */
export function* checkTables({ tables, views, bucket, expected }: Facts): Generator<Finding> {
  for (const table of tables) yield* checkTable(table, bucket?.name, expected.stage);
  for (const { dataset, table } of bucket?.formats ?? [])
    yield* checkFiles(dataset, table, bucket?.name ?? "");
  for (const view of views) yield* checkView(view, expected.stage);
}

function* checkTable(table: TableFacts, bucket: string | undefined, stage: string): Generator<Finding> {
  const where = `${table.database}.${table.name}`;
  yield* judge(table.live, {
    check: "table",
    where,
    faults: (live) =>
      live.link === undefined
        ? [
            ...foreignFaults(live, table),
            ...keyFaults(live, table),
            ...locationFaults(live, table, bucket),
            ...formatFaults(live, table),
          ]
        : [linkFault(live.link, table, stage)],
    sound: ({ location }) => `(${table.keys.join(", ")}) at ${location}`,
    missing: missingTable(table, stage),
  });
  // A link has no parameters either.
  if (known(table.live)?.link !== undefined) return;
  yield* judge(table.live, {
    check: "projection",
    where,
    faults: (live) => projectionFaults(live, table),
    sound: () =>
      table.projection === undefined ? "Athena asks Glue for partitions" : "Athena computes the partitions",
  });
}

function linkFault(target: string, { database, name }: TableFacts, stage: string): Fault {
  return {
    code: "TABLE_LINK",
    what: `is a resource link to ${target}: it has no keys, columns or Location, and nothing is registered`,
    fix:
      `register in the account that owns the table; or aws glue delete-table --database-name ${database} --name ${name}` +
      ` (the link alone), then npx sls deploy --stage ${stage}`,
  };
}

function* foreignFaults({ elsewhere }: LiveTable, { database }: TableFacts): Generator<Fault> {
  if (elsewhere === undefined) return;
  yield {
    code: "TABLE_FOREIGN",
    what: `is ${elsewhere}, as the database ${database} is a resource link: its owner decides who writes partitions there`,
    fix: `aws glue get-database --name ${database}; then a stage in the owner's account, or a database of this one`,
  };
}

function missingTable({ crawler }: TableFacts, stage: string): Fault {
  if (crawler === undefined) {
    return { code: "TABLE_MISSING", what: "there is no such table", fix: `npx sls deploy --stage ${stage}` };
  }
  return {
    code: "TABLE_NOT_CRAWLED",
    what: `${crawler} makes the table, and has not yet`,
    fix: `aws glue start-crawler --name ${crawler}`,
  };
}

/** Reads a table, changes it, and puts it back: UpdateTable replaces all of it. */
const updating = ({ database, name }: TableFacts, jq: string) =>
  `aws glue get-table --database-name ${database} --name ${name} | jq ${shellWord(`${ONLY_INPUT} | ${jq}`)} > table.json && ` +
  `aws glue update-table --database-name ${database} --table-input file://table.json`;

/** What GetTable answers, without what UpdateTable does not take. */
const ONLY_INPUT =
  ".Table | {Name, Description, Owner, Retention, StorageDescriptor, PartitionKeys, ViewOriginalText, " +
  "ViewExpandedText, TableType, Parameters} | with_entries(select(.value != null))";

function* keyFaults({ keys }: LiveTable, { keys: declared, database, name }: TableFacts): Generator<Fault> {
  const found = keys.map((key) => key.toLowerCase());
  if (found.join() === declared.join()) return;
  yield {
    code: "TABLE_KEYS",
    what: `is partitioned by (${found.join(", ")}), declared are (${declared.join(", ")}): nothing is registered`,
    // No call changes the keys of a table that has partitions.
    fix: `aws glue delete-table --database-name ${database} --name ${name}, then deploy and backfill; or declare these keys`,
  };
}

function* locationFaults(
  { location }: LiveTable,
  table: TableFacts,
  bucket: string | undefined,
): Generator<Fault> {
  const [, scheme = "", place = ""] = /^(\w+):\/\/(.*?)\/*$/.exec(location) ?? [];
  const wanted = `${bucket ?? place.split("/")[0]}/${table.prefix.replace(/\/$/, "")}`;
  if (/^s3[an]?$/.test(scheme) && place === wanted) return;
  yield {
    code: "TABLE_LOCATION",
    what: `lies at ${location || "no Location"}, its objects at s3://${wanted}/`,
    fix: updating(table, `.StorageDescriptor.Location = "s3://${wanted}/"`),
  };
}

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

function* formatFaults({ serde }: LiveTable, table: TableFacts): Generator<Fault> {
  if (serde === PARQUET) return;
  yield {
    code: "TABLE_FORMAT",
    what: `its SerDe is ${serde || "missing"}: Athena cannot read Parquet with it, nor partitions that copy it`,
    fix: updating(table, `.StorageDescriptor.SerdeInfo.SerializationLibrary = "${PARQUET}"`),
  };
}

const isProjected = ({ parameters }: LiveTable) => parameters["projection.enabled"]?.toLowerCase() === "true";

function* projectionFaults(live: LiveTable, table: TableFacts): Generator<Fault> {
  const { projection, dataset } = table;
  if (projection === undefined) {
    if (!isProjected(live)) return;
    yield {
      code: "TABLE_PROJECTED",
      what: `projection.enabled is true, so Athena ignores every partition of ${dataset} that Glue has`,
      fix: updating(table, '.Parameters["projection.enabled"] = "false"'),
    };
    return;
  }
  const put = updating(table, `.Parameters += ${JSON.stringify(projection)}`);
  if (!isProjected(live)) {
    const what = "projection.enabled is not true, and nobody registers its partitions: Athena sees no row";
    yield { code: "TABLE_NOT_PROJECTED", what, fix: put };
    return;
  }
  const different = Object.entries(projection).filter(([name, value]) => live.parameters[name] !== value);
  const foreign = Object.keys(live.parameters).filter(
    (name) => /^(projection\.|storage\.location\.template$)/.test(name) && !(name in projection),
  );
  if (different.length === 0 && foreign.length === 0) return;
  const names = [...different.map(([name]) => name), ...foreign];
  const remove = foreign.map((name) => `.[${JSON.stringify(name)}]`).join(", ");
  yield {
    code: "PROJECTION_DIFFERS",
    what: `other than declared: ${names.join(", ")}`,
    fix:
      foreign.length === 0
        ? put
        : updating(table, `.Parameters |= del(${remove}) | .Parameters += ${JSON.stringify(projection)}`),
  };
}

function* checkFiles(
  dataset: string,
  table: Reading<FormattedTable | undefined>,
  bucket: string,
): Generator<Finding> {
  yield* judge(table, {
    check: "files",
    where: dataset,
    faults: function* (found) {
      if (found === undefined) return;
      yield {
        code: "TABLE_OPEN_FORMAT",
        what: phraseOfTable(found, `s3://${bucket}/${found.folder}`),
        fix: `take ${dataset} out of shared/datasets.ts, and make a table of ${found.format} over it in Athena`,
      };
    },
    sound: () => "are of no Delta, Hudi or Iceberg table",
  });
}

function* checkView({ database, name, text, live }: ViewFacts, stage: string): Generator<Finding> {
  const fix = `npx sls deploy --stage ${stage}`;
  yield* judge(live, {
    check: "view",
    where: `${database}.${name}`,
    faults: function* ({ view }) {
      if (view === text) return;
      yield { code: "VIEW_STALE", what: "is not the view that this version of the project makes", fix };
    },
    sound: () => "is the one of this version",
    missing: { code: "VIEW_MISSING", what: "there is no such view", fix },
  });
}
