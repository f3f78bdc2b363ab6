import { stripVTControlCharacters, styleText } from "node:util";
import { printable, printableLines } from "../shared/runtime/text.ts";

/** The emphasis that `style` makes, and all of a terminal's language that reaches it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences begin with one
const EMPHASIS = /(\u001b\[(?:1|2|22|3[1236]|39)m)/;

/** Text for a terminal, whatever is in it: only lines, tabs and emphasis of ours are more than text. */
function forTerminal(text: string, isColoured: boolean): string {
  if (!isColoured) return printableLines(text);
  return besidesEmphasis(text, printableLines);
}

function besidesEmphasis(text: string, change: (text: string) => string): string {
  return text
    .split(EMPHASIS)
    .map((piece, index) => (index % 2 === 0 ? change(piece) : piece))
    .join("");
}

/** Where a command speaks: results on stdout, everything else on stderr, so that `--json | jq` works. */
export interface Terminal {
  /** A result. */
  out(text: string): void;
  /** Lines for a program, as they are; as any result where a terminal shows them. */
  data(text: string): void;
  /** False once the reader of results has left, as `head` does. */
  readonly isRead: boolean;
  /** Something to know on the way. */
  note(text: string): void;
  /** What goes on right now; replaced by the next, and wiped when done. Nothing where nobody looks. */
  progress(text: string): void;
  /** Columns of what `out` writes to. */
  readonly columns: number;
  /** Emphasis, where the reader is a terminal that has colours. */
  style(style: "bold" | "dim" | "green" | "red" | "yellow" | "cyan", text: string): string;
}

interface Output {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Does its reader see colours? FORCE_COLOR says so of what is no terminal, and NO_COLOR never to make any. */
export function hasColours({ isTTY }: Output, { NO_COLOR, FORCE_COLOR }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR !== undefined) return false;
  return isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== "0");
}

/** A progress line without a terminal is printed at most this often, in milliseconds, so that logs stay short. */
const QUIET_INTERVAL = 5_000;

export function createTerminal(
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output },
  isColoured: boolean,
): Terminal {
  let shown = false;
  let isRead = true;
  let lastQuiet = Number.NEGATIVE_INFINITY;
  const wipe = () => {
    if (shown) stderr.write("\r\u001b[2K");
    shown = false;
  };
  const print = (text: string) => {
    wipe();
    stdout.write(`${text}\n`, (error) => {
      if (error) isRead = false;
    });
  };
  return {
    columns: stdout.columns ?? 100,
    style: (style, text) => (isColoured ? styleText(style, text) : text),
    get isRead() {
      return isRead;
    },
    out(text) {
      print(forTerminal(text, isColoured));
    },
    data(text) {
      print(stdout.isTTY === true ? forTerminal(text, isColoured) : text);
    },
    note(text) {
      wipe();
      stderr.write(`${forTerminal(text, isColoured)}\n`);
    },
    progress(doing) {
      const text = besidesEmphasis(doing, printable);
      if (stderr.isTTY === true) {
        wipe();
        if (text === "") return;
        const columns = (stderr.columns ?? 80) - 1;
        stderr.write(text.length > columns ? `${text.slice(0, columns - 1)}…` : text);
        shown = true;
      } else if (text !== "" && performance.now() - lastQuiet > QUIET_INTERVAL) {
        lastQuiet = performance.now();
        stderr.write(`${text}\n`);
      }
    },
  };
}

/**
 * A table whose cells are one line each, whatever text they hold. Columns as wide as their widest cell, numbers to the right. Where that is too wide, the last column goes below
 * its row, broken between words; where even the rest is too wide, every row becomes a block.
 */
export function renderTable(
  headers: readonly string[],
  cells: readonly (readonly string[])[],
  columns: number,
): string {
  const rows = cells.map((row) => row.map((cell) => besidesEmphasis(cell, printable)));
  const widths = headers.map((header, index) =>
    Math.max(header.length, ...rows.map((row) => lengthOf(row[index]!))),
  );
  if (totalWidth(widths) <= columns) return renderGrid(headers, rows, widths).join("\n");
  if (headers.length < 3 || totalWidth(widths.slice(0, -1)) > columns) {
    return rows.map((row) => renderBlock(headers, row, columns)).join("\n\n");
  }
  const [header, rule, ...lines] = renderGrid(
    headers.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
    widths,
  );
  return [header, rule, ...lines.flatMap((line, index) => below(line, rows[index]!.at(-1)!, columns))].join(
    "\n",
  );
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 2, -2);
}

function renderGrid(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string[] {
  const isNumber = headers.map((_, index) => rows.every((row) => /^[-\d.,]*( ?ms| s|%)?$/.test(row[index]!)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const space = " ".repeat(widths[index]! - lengthOf(cell));
        return isNumber[index] ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd();
  return [line(headers), headers.map((_, index) => "─".repeat(widths[index]!)).join("  "), ...rows.map(line)];
}

function below(line: string, last: string, columns: number): string[] {
  return last === "" ? [line] : [line, ...wrapped(last, columns, "    ")];
}

/** A text in lines that fit, each behind an indentation; a word that is longer stays whole. */
export function wrapped(text: string, columns: number, indentation = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indentation.length + lengthOf(line) + 1 + lengthOf(word) > columns) {
      lines.push(indentation + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indentation + line];
}

/** As a terminal shows it: emphasis takes no room. */
function lengthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

function renderBlock(headers: readonly string[], row: readonly string[], columns: number): string {
  const width = Math.max(...headers.map((header) => header.length));
  const lines = headers.flatMap((header, index) => {
    const cell = row[index]!;
    if (cell === "") return [];
    const indentation = " ".repeat(width + 2);
    const [first, ...others] = wrapped(cell, columns, indentation);
    return [`${header.padEnd(width)}  ${first!.slice(indentation.length)}`, ...others];
  });
  return lines.join("\n");
}
