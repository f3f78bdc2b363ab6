import { scaleBand, scaleLinear } from "d3-scale";
import { type Html, html, type Insert } from "./html.ts";
import { caption, label, picture, pixels } from "./picture.ts";

export interface DailyBars {
  /** Oldest first. */
  readonly days: readonly { readonly day: string; readonly value: number }[];
  /** Horizontal lines with their names. */
  readonly limits?: readonly { readonly name: string; readonly at: number }[];
  readonly shown: (value: number) => string;
  readonly alternative: string;
}

const SIZE = { width: 340, height: 150 };
const LEFT = 46;
const TOP = 18;
const BOTTOM = SIZE.height - 20;
const WIDEST = 22;
const ROUNDING = 2;
/** "11-20" with some air. */
const LABEL_WIDTH = 36;

/** One number for every day. The greatest and the newest are written above their bars. */
export function dailyBars({ days, limits = [], shown, alternative }: DailyBars): Html {
  const right = SIZE.width - (limits.length > 0 ? 50 : 8);
  const greatest = Math.max(...days.map(({ value }) => value));
  const top = Math.max(greatest, ...limits.map(({ at }) => at));
  const strictest = limits.length > 0 ? Math.max(...limits.map(({ at }) => at)) : Number.POSITIVE_INFINITY;
  const x = scaleBand(
    days.map(({ day }) => day),
    [LEFT, right],
  ).padding(0.3);
  const y = scaleLinear([0, top === 0 ? 1 : top], [BOTTOM, TOP]);
  const middle = (day: string) => x(day)! + x.bandwidth() / 2;
  const width = Math.min(x.bandwidth(), WIDEST);
  const every = Math.ceil(LABEL_WIDTH / x.step());
  return picture(
    SIZE,
    alternative,
    y.ticks(2).map((value) => [
      html`<path d="M${LEFT} ${pixels(y(value))}H${right}" stroke="var(--line)"/>
`,
      // The greatest is written above its bar.
      value < top && label(LEFT - 6, y(value), "end", shown(value)),
    ]),
    days.map(({ day, value }, index) => [
      html`<path d="${bar(middle(day) - width / 2, y(value), width)}" fill="var(--${value > strictest ? "fail" : "bar"})"/>
`,
      (value === greatest || index === days.length - 1) &&
        caption(middle(day), y(value) - 8, "middle", "ink", shown(value)),
      index % every === 0 && label(middle(day), BOTTOM + 11, "middle", day.slice(5)),
    ]),
    limits.map(
      ({ name, at }): Insert => [
        html`<path d="M${LEFT} ${pixels(y(at))}H${right}" stroke="var(--muted)" stroke-dasharray="4 2"/>
`,
        label(right + 4, y(at), "start", name),
      ],
    ),
  );
}

/** From the axis up to `top`, with round corners above, as far as its height goes. */
function bar(left: number, top: number, width: number): string {
  const rounding = Math.min(ROUNDING, BOTTOM - top);
  const turn = `a${rounding} ${rounding} 0 0 1 ${rounding}`;
  const [inner, sides] = [pixels(width - 2 * rounding), pixels(BOTTOM - top - rounding)];
  return `M${pixels(left)} ${BOTTOM}v${-sides}${turn} ${-rounding}h${inner}${turn} ${rounding}v${sides}Z`;
}
