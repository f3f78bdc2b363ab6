import { printable } from "../text.ts";
import { LABEL } from "./heat-map.ts";
import type { Html } from "./html.ts";
import { type Drawing, picture } from "./picture.ts";

export interface DailyBars {
  /** Oldest first. */
  readonly days: readonly { readonly day: string; readonly value: number }[];
  /** Horizontal lines with their names. */
  readonly limits?: readonly { readonly name: string; readonly at: number }[];
  readonly shown: (value: number) => string;
  readonly alternative: string;
}

const SIZE = { width: 340, height: 150 };

/** One number for every day. The greatest and the newest are written above their bars. */
export function dailyBars({ days, limits = [], shown, alternative }: DailyBars): Html {
  const greatest = Math.max(...days.map(({ value }) => value));
  const top = Math.max(greatest, ...limits.map(({ at }) => at));
  const strictest = Math.max(...limits.map(({ at }) => at), Number.NEGATIVE_INFINITY);
  const drawing: Drawing = {
    grid: { left: 46, right: limits.length > 0 ? 50 : 8, top: 18, bottom: 20 },
    xAxis: {
      type: "category",
      data: days.map(({ day }) => day.slice(5)),
      axisLabel: { ...LABEL, hideOverlap: true },
      axisLine: { lineStyle: { color: "var(--line)" } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: top === 0 ? 1 : top,
      splitNumber: 2,
      axisLabel: { ...LABEL, showMaxLabel: false, formatter: (value: number) => shown(value) },
      splitLine: { lineStyle: { color: "var(--line)" } },
    },
    series: [
      {
        type: "bar",
        silent: true,
        clip: false,
        barMaxWidth: 22,
        data: days.map(({ value }, index) => ({
          value,
          itemStyle: {
            color: limits.length > 0 && value > strictest ? "var(--fail)" : "var(--bar)",
            borderRadius: [2, 2, 0, 0],
          },
          label: {
            show: value === greatest || index === days.length - 1,
            position: "top",
            distance: 3,
            formatter: () => shown(value),
            color: "var(--ink)",
            fontSize: 10.5,
          },
        })),
        markLine: {
          silent: true,
          symbol: "none",
          data: limits.map(({ name, at }) => ({ name, yAxis: at })),
          label: { ...LABEL, position: "end", distance: 4, formatter: ({ name }) => printable(String(name)) },
          lineStyle: { color: "var(--muted)", type: "dashed", width: 1 },
        },
      },
    ],
  };
  return picture(drawing, SIZE, alternative);
}
