import { printable } from "../../runtime/text.ts";
import { type Html, html, type Insert } from "./html.ts";
import { caption, label, picture } from "./picture.ts";

/** One cell: its place, the CSS class of colours `--<tone>` and `--on-<tone>`, and a short text. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  readonly tone: string;
  readonly text: string;
}

export interface HeatMap {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly cells: readonly Cell[];
  /** What it shows, in a sentence. */
  readonly alternative: string;
}

// Four digits' width, so that "97%" fits; ten weeks of them fit a telephone.
const CELL = { width: 28, height: 24, gap: 2 };
const AXIS = 18;
/** Of a sans-serif letter, at the size of a label. */
const LETTER = { wide: 8.2, other: 6.6 };
const MARGIN = 6;

export function heatMap({ columns, rows, cells, alternative }: HeatMap): Html {
  const left = Math.ceil(Math.max(...rows.map(widthOf))) + 10;
  const bottom = rows.length * CELL.height;
  const middle = (column: number, row: number): readonly [number, number] => [
    left + (column + 0.5) * CELL.width,
    (row + 0.5) * CELL.height,
  ];
  return picture(
    { width: left + columns.length * CELL.width + 4, height: bottom + AXIS },
    alternative,
    rows.map((name, row) => label(left - MARGIN, middle(0, row)[1], "end", name)),
    columns.map((name, column) => {
      return isLabelled(column, columns) && label(middle(column, 0)[0], bottom + 11, "middle", name);
    }),
    cells.map((cell) => drawn(cell, middle(cell.column, cell.row))),
  );
}

function drawn({ tone, text }: Cell, [x, y]: readonly [number, number]): Insert {
  const [width, height] = [CELL.width - CELL.gap, CELL.height - CELL.gap];
  return [
    html`<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="3" fill="var(--${tone})" stroke="var(--edge-${tone})"/>
`,
    text !== "" && caption(x, y, "middle", `on-${tone}`, text),
  ];
}

/** A name is shown in full, so it is measured as it is shown. Symbols are capitals, which are wider. */
function widthOf(name: string): number {
  const wide = printable(name).match(/[A-Z@%]/g)?.length ?? 0;
  return wide * LETTER.wide + (printable(name).length - wide) * LETTER.other;
}

/** Labels of five characters are wider than a cell: every other is shown, and always the last. */
function isLabelled(column: number, { length }: readonly string[]): boolean {
  return (length - 1 - column) % 2 === 0;
}
