/** The proof as text, for 80 columns. */
import type { Decided, Proof } from "./proof.ts";
import { problemsOf } from "./proof.ts";
import type { ForbiddenRequest } from "./refused-by-kind.ts";
import type { AccessRequest } from "./request.ts";
import type { NeededRequest } from "./world.ts";

const COLUMNS = 80;

/** Marks of how it is known that a call is made. */
const MARKS: Readonly<Record<NeededRequest["source"], string>> = {
  recorded: "r",
  "by AWS": "a",
  "by a client": "c",
};

export function rendered(proofs: readonly Proof[]): string {
  const problems = proofs.flatMap(problemsOf);
  return [
    ...proofs.flatMap(section),
    ...problems.map((problem) => `WRONG  ${problem}`),
    problems.length === 0 ? "Everything is as it must be." : `${problems.length} wrong.`,
  ].join("\n");
}

function section(proof: Proof): string[] {
  const { world, allowed, denied, wildcards, mutations } = proof;
  const seen = mutations.filter((mutation) => mutation.seen !== undefined).length;
  return [
    `STAGE ${world}`,
    "",
    "MUST BE ALLOWED  r recorded, a what AWS does in its name, c what a client asks",
    ...byWhom(allowed).flatMap(([by, calls]) => [by, ...groupsOf(calls, resourceLine).flatMap(allowedLines)]),
    "",
    "MUST BE DENIED  how many requests, and one of them",
    ...byWhom(denied).flatMap(([by, refusals]) => [
      by,
      ...groupsOf(refusals, ({ what }) => what).map(deniedLine),
    ]),
    "",
    "WILDCARDS, and why",
    ...[...new Map(wildcards.map((one) => [`${one.sid} ${one.why}`, one])).values()].flatMap(
      ({ sid, why = "?" }) => wrapped(`  ${sid.padEnd(23)}`, why),
    ),
    "",
    `${allowed.length} requests allowed, ${denied.length} denied, ${wildcards.length} wildcards with a reason.`,
    `${seen} of ${mutations.length} changes to single statements are noticed by a row of these tables;`,
    ...mutations
      .filter((mutation) => mutation.seen === undefined)
      .flatMap(({ of, sid, change, excuse = "nobody says why" }) =>
        wrapped("  not noticed: ", `${of} ${sid} ${resourceIn(change)}: ${excuse}`),
      ),
    "",
  ];
}

const byWhom = <Row extends { readonly by: string }>(rows: readonly Row[]) => groupsOf(rows, ({ by }) => by);

function groupsOf<Row>(rows: readonly Row[], nameOf: (row: Row) => string): [name: string, rows: Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups];
}

/** Objects of one folder are one line. */
function resourceLine({ source, resource, context, decision }: Decided<NeededRequest>): string {
  const mark = decision === "allowed" ? MARKS[source] : "DENIED";
  const through = context?.["aws:CalledVia"] === undefined ? "" : "through Athena: ";
  return fitted(`  ${mark} `, `${through}${shortened(resource)}`);
}

function allowedLines([line, calls]: [string, Decided<NeededRequest>[]]): string[] {
  return [line, ...wrapped("      ", [...new Set(calls.map(({ action }) => action))].join(" "))];
}

function deniedLine([what, refusals]: [string, Decided<ForbiddenRequest>[]]): string {
  const wrong = refusals.find(({ decision }) => decision === "allowed");
  const shown = wrong ?? refusals[0]!;
  const mark = wrong === undefined ? "  " : "  ALLOWED ";
  return fitted(`${mark}${String(refusals.length).padStart(4)} ${what.padEnd(32)} `, exampleOf(shown));
}

const exampleOf = ({ action, resource }: AccessRequest) => `${action} ${shortened(resource)}`;

/** "arn:aws:glue:us-east-1:000000000000:table/a/b" → "table/a/b"; of an object its folder. */
function shortened(resource: string): string {
  const what = resource.split(":").slice(5).join(":");
  const [bucket = "", ...key] = what.split("/");
  if (!resource.startsWith("arn:aws:s3:::")) return what === "" ? resource : what;
  return key.length === 0 ? bucket : `${key.slice(0, 3).join("/")}${key.length > 3 ? "/…" : ""}`;
}

const resourceIn = (change: string) => change.replace(/arn:[^ ]+/, shortened);

/** Cut in its middle, where names differ least. */
function fitted(head: string, text: string): string {
  const room = COLUMNS - head.length;
  if (text.length <= room) return head + text;
  const kept = room - 1;
  return `${head}${text.slice(0, Math.ceil(kept / 3))}…${text.slice(text.length - Math.floor((kept * 2) / 3))}`;
}

/** Words in lines, the first of which begins with `head`. */
function wrapped(head: string, text: string): string[] {
  const lines = [head];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    const isFirst = line === head || line.trim() === "";
    const longer = isFirst ? line + word : `${line} ${word}`;
    if (longer.length <= COLUMNS || isFirst) lines[lines.length - 1] = longer;
    else lines.push(" ".repeat(head.length) + word);
  }
  return lines;
}
