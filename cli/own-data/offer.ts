/** What a user can do next with a table that was found: its entry, and the commands. */
import { resolve } from "node:path";
import { problemsOfQuality } from "../../deploy/declarations/quality-rules.ts";
import { LIST_VARIABLE } from "../../deploy/outside-list.ts";
import { isDeclarable } from "../../local/own-data/columns.ts";
import { entryText } from "../../local/own-data/entry.ts";
import type { FolderDataset } from "../../local/own-data/parquet-folder.ts";
import { type PartitionSurvey, surveyPartitions } from "../../local/own-data/partitions.ts";
import { sqlIdentifier } from "../../shared/athena/sql.ts";
import { defineDatasets, InvalidDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { quoted, shellWord } from "../../shared/runtime/text.ts";
import type { Terminal } from "../terminal.ts";
import { remarksOn } from "./remarks.ts";
import { isBucket } from "./source.ts";

export interface Offer {
  readonly dataset: DeclaredDataset;
  /** TypeScript of an item of the list, to be pasted. */
  readonly text: string;
  /** Why `registrar check` would refuse the entry as it is; empty if it would not. */
  readonly problems: readonly string[];
  /** Columns that the entry leaves out, because the list does not take their names. */
  readonly undeclarable: readonly string[];
  readonly survey: PartitionSurvey;
  /** The key of the newest object by its name, below the dataset's prefix. */
  readonly exampleKey: string;
}

/** `promised` is the dataset with what checks found that it may promise. */
export function offerFor({ dataset: found, files }: FolderDataset, promised = found): Offer {
  const keys = files.map(({ key }) => key);
  const dataset = { ...promised, columns: found.columns.filter(isDeclarable) };
  const undeclarable = found.columns.filter((column) => !isDeclarable(column)).map(({ name }) => name);
  return {
    dataset,
    text: entryText(dataset, remarksOn(dataset)),
    problems: problemsOfEntry(dataset, []),
    undeclarable,
    survey: surveyPartitions(found, keys),
    exampleKey: keys.at(-1)!,
  };
}

/** What is wrong with an entry beside the others of a list, as `registrar check` says it. */
export function problemsOfEntry(
  dataset: DeclaredDataset,
  others: readonly DeclaredDataset[],
): readonly string[] {
  const all = [...others, dataset];
  try {
    defineDatasets(all);
  } catch (thrown) {
    if (!(thrown instanceof InvalidDatasets)) throw thrown;
    return thrown.problems;
  }
  return [...problemsOfQuality(all, all)];
}

/**
 * What to run next, each with why: of this table, and of the list `file`. Where it was `asked` to be written, it has the entry, or a
 * person puts it there.
 */
export function nextCommands({ dataset, exampleKey }: Offer, source: string, file: string, asked: boolean) {
  const sql = `SELECT * FROM ${sqlIdentifier(dataset.table)} LIMIT 10`;
  const isThere = isBucket(source);
  const folder = shellWord(isThere ? source : resolve(source));
  const list = shellWord(file);
  const stage = isThere ? "prod" : "dev";
  const deploy = isThere
    ? "deploy on that bucket, once serverless.yml names it for prod"
    : "deploy a stage that has a bucket of its own";
  const writing = {
    why: "write the entry into that list",
    command: `${REGISTRAR} try ${folder} --write --datasets ${list}`,
  };
  const rehearsing = {
    why: "the same on this machine first: a stack that goes by the list",
    command: `${REGISTRAR} local`,
  };
  const copying = {
    why: "copy the files there, to be part of the table; the deployment names the bucket",
    command: `aws s3 cp --recursive ${folder} s3://<bucket>/${dataset.prefix}`,
  };
  const backfilling = {
    why: "register what was there before the deployment",
    command: `${REGISTRAR} backfill --dataset ${dataset.name} --stage ${stage} --apply`,
  };
  return [
    ...(asked ? [] : [writing]),
    { why: "go by that list", command: `export ${LIST_VARIABLE}=${list}` },
    { why: "check it", command: `${REGISTRAR} check` },
    {
      why: "see where an object goes, without AWS",
      command: `${REGISTRAR} explain --offline ${shellWord(`s3://any/${exampleKey}`)}`,
    },
    ...(isThere ? [] : [rehearsing]),
    { why: deploy, command: `npx sls deploy --stage ${stage}` },
    isThere ? backfilling : copying,
    { why: "query it", command: `${REGISTRAR} query ${shellWord(sql)} --stage ${stage}` },
  ];
}

export function tellOffer(offer: Offer, next: ReturnType<typeof nextCommands>, terminal: Terminal): void {
  terminal.out("");
  terminal.out(terminal.style("bold", "the entry for the list of datasets"));
  terminal.out("");
  terminal.out(offer.text);
  if (offer.problems.length > 0) {
    terminal.out("");
    terminal.out(terminal.style("yellow", "it cannot be declared so:"));
    for (const problem of offer.problems) terminal.out(`  - ${problem}`);
  }
  if (offer.undeclarable.length > 0) {
    const names = offer.undeclarable.map((name) => quoted(name)).join(", ");
    terminal.out("");
    terminal.out(
      `without ${names}: a declared column has a name of a-z 0-9 _; rename them where they are written`,
    );
  }
  terminal.out("");
  terminal.out("Next:");
  for (const { why, command } of next) {
    terminal.out(terminal.style("dim", `  # ${why}`));
    terminal.out(`  ${command}`);
  }
}
