import { BarChart, type BarSeriesOption, CustomChart, type CustomSeriesOption } from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  MarkLineComponent,
  type MarkLineComponentOption,
} from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { printableLines } from "../text.ts";
import { escaped, type Html, trusted } from "./html.ts";

// Only what is drawn here: the whole library is three times as large.
use([BarChart, CustomChart, GridComponent, MarkLineComponent, SVGRenderer]);

export type Drawing = ComposeOption<
  BarSeriesOption | CustomSeriesOption | GridComponentOption | MarkLineComponentOption
>;

/** What a cell of a custom series is drawn as. */
export type Shape = ReturnType<NonNullable<CustomSeriesOption["renderItem"]>>;

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A chart as SVG for the page, with its text alternative. Colours are CSS variables of the page. */
export function picture(drawing: Drawing, size: Size, alternative: string): Html {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...drawing });
    return trusted(ofThePage(chart.renderToSVGString(), alternative));
  } finally {
    chart.dispose();
  }
}

/**
 * The library's SVG is a file of its own, with styles for a mouse. Class names count up in a process, so they would
 * also differ from one page to the next. Text in it has its quotes escaped: no attribute is found there; but control
 * characters and direction overrides pass the library as they are.
 */
function ofThePage(svg: string, alternative: string): string {
  return printableLines(svg)
    .replace(/<style[\s\S]*?<\/style>\n?/g, "")
    .replace(
      / (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|xmlns(?::xlink)?="[^"]*"|version="1.1"|baseProfile="full")/g,
      "",
    )
    .replace(/font-family:[^;"]*;?/g, "")
    .replace("<svg ", () => `<svg role="img" aria-label="${escaped(alternative)}" `);
}
