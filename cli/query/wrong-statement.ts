import { AthenaQueryError } from "../../shared/athena/port.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";

/** Athena's words for a mistake in a statement: "COLUMN_NOT_FOUND: line 2:8: Column 'nope' cannot be resolved". */
const PLACED = /\bline (\d+):(\d+): /;

/** What a parser would have liked instead may be every word that it knows. */
const EXPECTING = /expecting \{([^{}]{60})[^{}]*\}/g;

/** Lines that are sent above a statement: shared/athena/query-comment.ts. */
const LINES_ABOVE = 1;

/**
 * A mistake in a statement that somebody typed, told as theirs: its place is that in their text, which is shown, and what the
 * tables of the stage may lack is no matter. Anything else stays as it is.
 */
export function asMistakeOf(sql: string, thrown: unknown): unknown {
  if (!(thrown instanceof AthenaQueryError)) return thrown;
  const reason = thrown.failure?.reason;
  const place = reason === undefined ? null : PLACED.exec(reason);
  if (reason === undefined || place === null) return thrown;
  const line = Number(place[1]) - LINES_ABOVE;
  const column = Number(place[2]);
  const text = sql.split("\n")[line - 1];
  if (text === undefined) return thrown;
  const words = reason
    .replace(PLACED, `line ${line}:${column}: `)
    .replaceAll(EXPECTING, (_, first: string) => `expecting {${first.replace(/,[^,]*$/, "")}, …}`);
  return new RegistrarError(thrown.code, [words, ...shown(text, column)].join("\n"));
}

const WIDTH = 100;

/** The line, or as much of it as a terminal shows, and a mark below the column, which counts from 1. */
function shown(text: string, column: number): readonly string[] {
  const from = Math.max(0, column - WIDTH / 2);
  const part = text.slice(from, from + WIDTH).replaceAll("\t", " ");
  return [`    ${part}`, `    ${" ".repeat(Math.max(0, column - 1 - from))}^`];
}
