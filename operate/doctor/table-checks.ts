import { LOCATION_TEMPLATE } from "../../deploy/projection.ts";
import { coercionOf } from "../../shared/datasets/type-coercion.ts";
import { datasetsFile } from "../../shared/runtime/given-list.ts";
import { type FormattedTable, phraseOfTable } from "../table-formats.ts";
import { aws } from "./aws-cli-command.ts";
import { columnFaults } from "./column-faults.ts";
import type { Facts, TableFacts, ViewFacts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge, lookAgain } from "./finding.ts";
import type { LiveTable } from "./port.ts";
import { known, type ProbeResult } from "./probe-result.ts";
import { makingCrawler, makingTable } from "./remake-commands.ts";
import { updating } from "./updating-table.ts";

/** The checks of what Athena asks Glue for: tables, how their partitions are known, and views; and of who makes them. */
export function* checkTables(facts: Facts): Generator<DoctorFinding> {
  for (const table of facts.tables) yield* checkTable(table, facts);
  for (const { name, live } of facts.crawlers) {
    yield* judge(live, {
      check: "crawler",
      where: name,
      faults: () => [],
      ok: (state) => `is ${state}`,
      missing: {
        code: "CRAWLER_MISSING",
        what: "there is no such crawler: its dataset gets no partitions",
        fix: makingCrawler(name, facts),
      },
    });
  }
  for (const { dataset, table } of facts.bucket?.formats ?? []) {
    yield* checkFiles(dataset, table, facts.bucket?.name ?? "");
  }
  for (const view of facts.views) yield* checkView(view, facts);
}

function* checkTable(table: TableFacts, facts: Facts): Generator<DoctorFinding> {
  const where = `${table.database}.${table.name}`;
  yield* judge(table.live, {
    check: "table",
    where,
    faults: (live) =>
      live.link === undefined
        ? [
            ...foreignFaults(live, table),
            ...keyFaults(live, table, facts),
            ...columnFaults(live, table),
            ...locationFaults(live, table, facts.bucket?.name),
            ...formatFaults(live, table),
          ]
        : [linkFault(live.link, table, facts)],
    ok: ({ location }) => `(${table.keys.join(", ")}) at ${location}`,
    missing: missingTable(table, facts),
  });
  // A link has no parameters either.
  if (known(table.live)?.link !== undefined) return;
  yield* judge(table.live, {
    check: "projection",
    where,
    faults: (live) => projectionFaults(live, table),
    ok: () =>
      table.projection === undefined ? "Athena asks Glue for partitions" : "Athena computes the partitions",
  });
}

function linkFault(target: string, { database, name }: TableFacts, facts: Facts): Fault {
  return {
    code: "TABLE_LINK",
    what:
      `is a resource link to ${target}: it has no keys, columns or Location, and nothing is registered. ` +
      "Register in the account that owns the table, or put a table of this account in its place",
    // Of a link it deletes the link alone.
    fix: `${aws("glue", "delete-table", { "database-name": database, name })} && ${makingTable(database, name, facts)}`,
  };
}

function* foreignFaults({ elsewhere }: LiveTable, { database }: TableFacts): Generator<Fault> {
  if (elsewhere === undefined) return;
  yield {
    code: "TABLE_FOREIGN",
    what:
      `is ${elsewhere}, as the database ${database} is a resource link: its owner decides who writes partitions there. ` +
      "Deploy the stage in the owner's account, or declare a database of this one",
    fix: aws("glue", "get-database", { name: database }),
  };
}

function missingTable({ crawler, database, name, projection }: TableFacts, facts: Facts): Fault {
  if (crawler === undefined) {
    return {
      code: "TABLE_MISSING",
      what:
        projection === undefined
          ? "there is no such table; once it is there again, backfill: its partitions went with it"
          : "there is no such table",
      fix: makingTable(database, name, facts),
    };
  }
  return {
    code: "TABLE_NOT_CRAWLED",
    what: `${crawler} makes the table, and has not yet`,
    fix: crawl(crawler),
  };
}

const crawl = (crawler: string) => aws("glue", "start-crawler", { name: crawler });

function* keyFaults({ keys, keyTypes }: LiveTable, table: TableFacts, facts: Facts): Generator<Fault> {
  const { database, name, crawler } = table;
  const found = keys.map((key) => key.toLowerCase());
  const isNamed = found.join() === table.keys.join();
  const isTyped = keyTypes.every((type, at) => coercionOf(type || "string", table.keyTypes[at]!) === "same");
  if (isNamed && isTyped) return;
  const shown = (names: readonly string[], types: readonly string[]) =>
    names.map((key, at) => (isNamed ? `${key} ${types[at]}` : key)).join(", ");
  yield {
    code: "TABLE_KEYS",
    what:
      `is partitioned by (${shown(found, keyTypes)}), declared are (${shown(table.keys, table.keyTypes)}): ` +
      `${isNamed ? "validation's queries compare other types, and fail" : "nothing is registered"}. ` +
      "Declare these keys, or make the table again and backfill: its partitions go with it",
    // No call changes the keys of a table that has partitions.
    fix:
      `${aws("glue", "delete-table", { "database-name": database, name })} && ` +
      (crawler === undefined ? makingTable(database, name, facts) : crawl(crawler)),
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

/** The properties that it should have, in the bucket in which it is. */
function wantedProjection({ location }: LiveTable, { projection, projectedLayout }: TableFacts) {
  if (projection === undefined || projectedLayout === undefined) return projection;
  const [bucket = ""] = /^s3[an]?:\/\/[^/]+/.exec(location) ?? [];
  return { ...projection, [LOCATION_TEMPLATE]: `${bucket.replace(/^s3[an]/, "s3")}/${projectedLayout}` };
}

function* projectionFaults(live: LiveTable, table: TableFacts): Generator<Fault> {
  const { dataset } = table;
  const projection = wantedProjection(live, table);
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
    const what = "projection.enabled is not true, and nothing registers its partitions: Athena sees no row";
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
  table: ProbeResult<FormattedTable | undefined>,
  bucket: string,
): Generator<DoctorFinding> {
  yield* judge(table, {
    check: "files",
    where: dataset,
    faults: function* (found) {
      if (found === undefined) return;
      yield {
        code: "TABLE_OPEN_FORMAT",
        what: phraseOfTable(found, `s3://${bucket}/${found.folder}`),
        fix: `take ${dataset} out of ${datasetsFile()}, and make a table of ${found.format} over it in Athena`,
      };
    },
    ok: () => "are of no Delta, Hudi or Iceberg table",
  });
}

function* checkView({ database, name, text, live }: ViewFacts, facts: Facts): Generator<DoctorFinding> {
  const input = facts.wanted?.tables.get(`${database}.${name}`);
  yield* judge(live, {
    check: "view",
    where: `${database}.${name}`,
    faults: function* ({ view }) {
      if (view === text) return;
      yield {
        code: "VIEW_STALE",
        what: "is not the view that this version of the project makes",
        fix:
          input === undefined
            ? lookAgain(facts.expected.stage)
            : aws("glue", "update-table", { "database-name": database, "table-input": input }),
      };
    },
    ok: () => "is the one of this version",
    missing: {
      code: "VIEW_MISSING",
      what: "there is no such view",
      fix: makingTable(database, name, facts),
    },
  });
}
