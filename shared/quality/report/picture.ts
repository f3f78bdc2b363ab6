import { type Html, html, type Insert } from "./html.ts";

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A chart as SVG for the page, with its text alternative. Colours are CSS variables of the page. */
export function picture({ width, height }: Size, alternative: string, ...marks: readonly Insert[]): Html {
  return html`<svg role="img" aria-label="${alternative}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${marks}</svg>`;
}

/** Which way a text goes from its place. */
export type Anchor = "start" | "middle" | "end";

/** A short text whose middle line is at `y`. */
export function caption(x: number, y: number, anchor: Anchor, colour: string, text: string): Html {
  return html`<text x="${pixels(x)}" y="${pixels(y)}" text-anchor="${anchor}" dominant-baseline="central" font-size="10.5" fill="var(--${colour})">${text}</text>
`;
}

/** Text along an axis. */
export function label(x: number, y: number, anchor: Anchor, text: string): Html {
  return caption(x, y, anchor, "muted", text);
}

/** To a hundredth, so that the same picture is the same text on every machine. */
export function pixels(value: number): number {
  return Math.round(value * 100) / 100;
}
