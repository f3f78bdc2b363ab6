import { recentFiles } from "../../operate/recent-files.ts";
import { type FileSchema, isChange, type SchemaChange, schemaChange } from "../../operate/schema-change.ts";
import type { Column, Dataset } from "../../shared/datasets/dataset.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { columnsOf } from "../../shared/guard/file-columns.ts";
import { readFooter } from "../../shared/guard/footer.ts";
import type { FileReader } from "../../shared/guard/port.ts";
import { s3FileReader } from "../../shared/guard/s3-file-reader-adapter.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { count, printable, quoted } from "../../shared/runtime/text.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { bucketOfTable, STEP_TIMEOUT } from "../stage-ports.ts";
import type { Terminal } from "../terminal.ts";
import { sayWhere } from "../whereabouts.ts";

/** Folders of the first key that are looked at, a file of each. */
const FOLDERS = 10;

export const command = defineCommand({
  name: "schema",
  synopsis: "diff [--dataset <name>] [--folders <n>] [--stage dev] [--json]",
  verbs: ["diff"],
  details:
    "Reads the footer of one file of each of the newest days, and prints the change to the declared columns that would accept what they hold. Nothing is written. Exit code 1 if there is one.",
  positionals: [1, 1],
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "default: every dataset with declared columns" },
    folders: { type: "string", placeholder: "<n>", help: `how many days, 1 to 999 (default ${FOLDERS})` },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, positionals: [action], terminal }) {
    const stage = stageOf("schema", values.stage);
    const { dataset, folders = String(FOLDERS), json } = values;
    const problems = dataset === undefined ? [] : [problemOfDataset(dataset, datasets) ?? []].flat();
    if (action !== "diff") problems.push(`expected diff, got ${quoted(action ?? "")}`);
    if (!/^[1-9]\d{0,2}$/.test(folders))
      problems.push(`--folders ${quoted(folders)} must be a number from 1 to 999`);
    const chosen = datasets.filter(({ name, columns }) =>
      dataset === undefined ? columns.length > 0 : name === dataset,
    );
    if (problems.length === 0 && chosen.every(({ columns }) => columns.length === 0)) {
      problems.push(`${dataset}: its crawler finds the columns, none are declared`);
    }
    if (problems.length > 0) throw usageError("schema", problems);
    await sayWhere(terminal);
    const all: Told[] = [];
    for (const one of chosen) {
      const told = await compare(one, stage, Number(folders), terminal);
      all.push(told);
      terminal.progress("");
      if (json !== true) tell(told, terminal);
    }
    const differs = all.some(isChange);
    if (json === true) terminal.out(JSON.stringify({ differs, datasets: all }, null, 2));
    return differs ? EXIT.no : EXIT.ok;
  },
});

interface Told extends SchemaChange {
  readonly dataset: string;
  readonly files: readonly string[];
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

async function compare(dataset: Dataset, stage: string, folders: number, terminal: Terminal): Promise<Told> {
  const callTimeout = () => signalAfter(STEP_TIMEOUT);
  const bucket = await bucketOfTable(dataset, stage);
  terminal.progress(`looking for files of ${dataset.name}`);
  const keys = await recentFiles(dataset, bucket, folders, s3Store(), callTimeout);
  const files = s3FileReader();
  const schemas: FileSchema[] = [];
  const unreadable: Told["unreadable"][number][] = [];
  for (const key of keys) {
    terminal.progress(`reading ${key}`);
    const schema = await schemaOf(bucket, key, files, callTimeout());
    if (typeof schema === "string") unreadable.push({ file: key, reason: schema });
    else schemas.push({ file: key, columns: schema });
  }
  const read = schemas.map(({ file }) => file);
  return { dataset: dataset.name, files: read, unreadable, ...schemaChange(dataset, schemas) };
}

/** Columns of nothing but NULL tell of no type. */
async function schemaOf(
  bucket: string,
  key: string,
  files: FileReader,
  signal: AbortSignal,
): Promise<readonly Column[] | string> {
  const footer = await readFooter(bucket, key, files, signal);
  if (footer === undefined) return "it is gone";
  if ("unreadable" in footer.found) return footer.found.unreadable;
  return columnsOf(footer.found.columns)
    .filter(({ isUntyped }) => !isUntyped)
    .map(({ name, type }) => ({ name, type }));
}

const lineOf = ({ name, type }: Column) =>
  `{ name: ${JSON.stringify(name)}, type: ${JSON.stringify(type)} },`;

/** As a diff of the list `columns`. */
function tell(told: Told, terminal: Terminal): void {
  const { dataset, files, unreadable, added, retyped, mixed, absent } = told;
  terminal.out(`${terminal.style("bold", dataset)}  ${count(files.length, "file")} read`);
  for (const { name, type, from, breaksOld } of retyped) {
    terminal.out(terminal.style("red", `  - ${printable(lineOf({ name, type: from }))}`));
    const note = breaksOld ? `  partitions that have ${from} in Glue cannot be read then` : "";
    terminal.out(terminal.style("green", `  + ${printable(lineOf({ name, type }))}`) + printable(note));
  }
  for (const column of added) {
    const note =
      column.files === files.length ? "" : `  in ${column.files} of ${count(files.length, "file")}`;
    terminal.out(terminal.style("green", `  + ${printable(lineOf(column))}`) + note);
  }
  for (const { name, types } of mixed) {
    terminal.out(
      terminal.style("yellow", `  ! ${printable(`${name}: no type reads ${types.join(" and ")}`)}`),
    );
  }
  for (const { file, reason } of unreadable) {
    terminal.out(terminal.style("yellow", `  ! ${printable(`${file}: ${reason}`)}`));
  }
  if (absent.length > 0)
    terminal.out(terminal.style("dim", `  · in none of them: ${printable(absent.join(", "))}`));
  if (files.length > 0 && !isChange(told)) terminal.out("  the declared columns accept them");
}
