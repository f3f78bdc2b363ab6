/** What a run of mutants shows, against the survivors that are explained in survivors.json. Pure. */

/** As Stryker answers it; lines and columns from 1, the end exclusive. */
export interface Mutant {
  readonly fileName: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** By file: the line of code, trimmed, what it becomes in each of the mutants, and why no test can or need tell. */
export interface Explained {
  readonly [file: string]: readonly {
    readonly code: string;
    readonly mutants: readonly string[];
    readonly why: string;
  }[];
}

export interface MutantTally {
  readonly killed: number;
  readonly survived: number;
}

export interface MutationResult {
  /** In the order of the mutants. */
  readonly files: ReadonlyMap<string, MutantTally>;
  readonly all: MutantTally;
  /** Survivors that nobody explained, and mutants that could not be tried, as lines to print. */
  readonly unexplained: readonly string[];
  /** What is explained and did not survive, or is no mutant any more, as lines to print. */
  readonly gone: readonly string[];
}

const KILLED = ["Killed", "Timeout"];
const SURVIVED = ["Survived", "NoCoverage"];
/** What the sample leaves out. */
const LEFT_OUT = ["CompileError", "Ignored"];

/** Characters of a mutant's text that are told; longer ones are cut. */
const SHOWN = 80;

/** `sources` by file. In a `sample`, what is explained need not be met. */
export function judge(
  mutants: readonly Mutant[],
  sources: ReadonlyMap<string, string>,
  explained: Explained,
  sample: boolean,
): MutationResult {
  const files = new Map<string, MutantTally>();
  const unmet = new Map<string, string>();
  for (const file of sources.keys())
    for (const { code, mutants } of explained[file] ?? [])
      for (const mutant of mutants) unmet.set(keyOf(file, code, mutant), `${file}: ${code}\n    ${mutant}`);
  const known = new Set(unmet.keys());
  const unexplained: string[] = [];
  for (const mutant of mutants) {
    const { fileName: file, status, location } = mutant;
    if (LEFT_OUT.includes(status)) continue;
    const { killed, survived } = files.get(file) ?? { killed: 0, survived: 0 };
    const { code, change } = textOf(mutant, sources.get(file)!);
    const key = keyOf(file, code, change);
    if (KILLED.includes(status)) {
      if (ranOutOfTime(mutant)) unmet.delete(key);
      files.set(file, { killed: killed + 1, survived });
      continue;
    }
    files.set(file, { killed, survived: survived + 1 });
    unmet.delete(key);
    if (known.has(key) && SURVIVED.includes(status)) continue;
    const how = SURVIVED.includes(status) ? "" : ` (${status}: ${mutant.statusReason})`;
    unexplained.push(`${file}:${location.start.line}: ${code}\n    ${change}${how}`);
  }
  return { files, all: sum([...files.values()]), unexplained, gone: sample ? [] : [...unmet.values()] };
}

/** Not for turning in a loop, which Stryker says: on a busy machine a mutant that all tests let pass does, too. */
const ranOutOfTime = ({ status, statusReason }: Mutant) => status === "Timeout" && statusReason === undefined;

/** In percent; of no mutants, 100. */
export const scoreOf = ({ killed, survived }: MutantTally): number =>
  killed + survived === 0 ? 100 : (100 * killed) / (killed + survived);

/** The line in which a mutant begins, and what becomes of what, as survivors.json has it. */
function textOf({ location: { start, end }, replacement = "" }: Mutant, source: string) {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const code = lines[0]!.trim();
  lines.push(lines.pop()!.slice(0, end.column - 1));
  const original = lines.join("\n").slice(start.column - 1);
  return { code, change: `${short(original)} → ${short(replacement)}` };
}

function short(text: string): string {
  const plain = text.replace(/\s+/g, " ");
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}

const keyOf = (...parts: readonly string[]) => JSON.stringify(parts);

const sum = (tallies: readonly MutantTally[]): MutantTally => ({
  killed: tallies.reduce((total, { killed }) => total + killed, 0),
  survived: tallies.reduce((total, { survived }) => total + survived, 0),
});
