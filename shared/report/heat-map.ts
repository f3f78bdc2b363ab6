import { printable } from "../text.ts";
import type { Html } from "./html.ts";
import { type Drawing, picture, type Shape } from "./picture.ts";

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
const CHARACTER = 6.6;

export function heatMap({ columns, cells, alternative, ...names }: HeatMap): Html {
  const rows = names.rows.map(printable); // shown in full, so measured as shown
  const labels = Math.ceil(Math.max(...rows.map(({ length }) => length)) * CHARACTER) + 10;
  const size = { width: labels + columns.length * CELL.width + 4, height: rows.length * CELL.height + AXIS };
  const axis = { type: "category", axisLine: { show: false }, axisTick: { show: false } } as const;
  const drawing: Drawing = {
    grid: { left: labels, right: 4, top: 0, bottom: AXIS },
    xAxis: {
      ...axis,
      data: columns.map(printable),
      axisLabel: { ...LABEL, interval: 0, formatter: everyOther(columns) },
    },
    yAxis: { ...axis, data: rows, inverse: true, axisLabel: { ...LABEL, interval: 0, align: "right" } },
    series: [
      {
        type: "custom",
        silent: true,
        clip: false,
        data: cells.map(({ column, row }) => [column, row]),
        renderItem: ({ dataIndex }, api) => {
          const { column, row, tone, text } = cells[dataIndex]!;
          return shapeOf(api.coord([column, row]) as [number, number], tone, printable(text));
        },
      },
    ],
  };
  return picture(drawing, size, alternative);
}

/** Text along an axis. */
export const LABEL = { color: "var(--muted)", fontSize: 10.5, margin: 6, hideOverlap: false } as const;

function shapeOf([x, y]: [number, number], tone: string, text: string): Shape {
  const [width, height] = [CELL.width - CELL.gap, CELL.height - CELL.gap];
  const place = { x: x - width / 2, y: y - height / 2, width, height, r: 3 };
  const cell = {
    type: "rect",
    shape: place,
    style: { fill: `var(--${tone})`, stroke: `var(--edge-${tone})`, lineWidth: 1 },
  } as const;
  if (text === "") return cell;
  const style = {
    text,
    x,
    y,
    fill: `var(--on-${tone})`,
    fontSize: 10.5,
    align: "center",
    verticalAlign: "middle",
  } as const;
  return { type: "group", children: [cell, { type: "text", style }] } as const;
}

/** Labels of five characters are wider than a cell: every other is shown, and always the last. */
function everyOther(columns: readonly string[]): (label: string, index: number) => string {
  return (label, index) => ((columns.length - 1 - index) % 2 === 0 ? label : "");
}
