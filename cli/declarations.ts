/** The two files that users write, read so that everything which is wrong with them is told at once. */
import { type Dataset, defineDatasets, InvalidDatasets } from "../shared/dataset.ts";
import { ConfigurationError, RegistrarError } from "../shared/errors.ts";
import type { Reader } from "../shared/grants/reader.ts";
import { printable } from "../shared/text.ts";
import { problemsOfQuality } from "../shared/validation/declaration.ts";

export interface Declarations {
  readonly datasets: readonly Dataset[];
  readonly readers: readonly Reader[];
}

/** What both files declare for a stage. Throws one ConfigurationError that names every problem. */
export async function readDeclarations(stage: string): Promise<Declarations> {
  const datasets = await readDatasets();
  const { readDeployment } = await import("../deploy/deployment.ts");
  const { problemsOfNames } = await import("../deploy/resources.ts"); // throws what is wrong with readers
  const { readers } = await import("../shared/readers.ts");
  // Any bucket will do: no name depends on which one it is.
  const problems = problemsOfNames(datasets, readDeployment({ stage, bucket: "any-bucket", alarmEmail: "" }));
  if (problems.length > 0) throw invalid(problems);
  return { datasets, readers };
}

const invalid = (problems: readonly string[]) =>
  new ConfigurationError("INVALID_DATASETS", "The dataset definitions have problems:", problems);

async function readDatasets(): Promise<readonly Dataset[]> {
  const { datasets, whole, problems } = await declaredDatasets();
  problems.push(...problemsOfQuality(datasets, whole));
  if (problems.length > 0) throw invalid(problems);
  return datasets;
}

/** Also of a file that does not check itself. */
async function declaredDatasets() {
  try {
    const { datasets } = await import("../shared/datasets.ts");
    return { datasets: defineDatasets(datasets), whole: datasets, problems: [] as string[] };
  } catch (thrown) {
    if (!(thrown instanceof InvalidDatasets)) throw thrown;
    return { datasets: thrown.declared, whole: thrown.whole, problems: [...thrown.problems] };
  }
}

/** What Node.js and esbuild tell of a file that cannot be run, as ours: which file, where, and what is wrong there. */
export function asDeclarationError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof RegistrarError) return thrown;
  const syntax = [...thrown.message.matchAll(SYNTAX)].map(
    ([, place, text]) => `${place}: ${printable(text!)}`,
  );
  if (syntax.length > 0) return unreadable(syntax);
  // Where it was thrown, and not what called it.
  const [head = ""] = /^[\s\S]*?\n +at .*|^[\s\S]*/.exec(thrown.stack ?? "") ?? [];
  const [place] = DECLARATION.exec(head) ?? [];
  return place === undefined ? thrown : unreadable([`${place}: ${printable(thrown.message)}`]);
}

/** "shared/datasets.ts:12:3" in any text. */
const DECLARATION = /\bshared\/(?:datasets|readers)\.ts(?::\d+)*/;
/** As esbuild tells each, which reads TypeScript for us. */
const SYNTAX = /\b(shared\/(?:datasets|readers)\.ts(?::\d+)*): ERROR: (.*)/g;

function unreadable(problems: readonly string[]): ConfigurationError {
  const isOfReaders = problems.every((problem) => problem.startsWith("shared/readers.ts"));
  const code = isOfReaders ? "INVALID_READERS" : "INVALID_DATASETS";
  return new ConfigurationError(code, "What is declared cannot be read:", problems);
}
