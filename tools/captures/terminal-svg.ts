/** What a terminal shows, as a picture in text: light or dark as its reader's screen is. */

const WIDTH = 8.4;
const HEIGHT = 18;
const MARGIN = 16;
const FONT = 14;

/** The emphasis that the commands make, by the number that begins it: Node's `styleText`. */
const CLASSES: Readonly<Record<string, string>> = {
  1: "bold",
  2: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  36: "cyan",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences begin with one
const EMPHASIS = /\u001b\[(\d+)m/;

const STYLE = `
  :root { --paper: #f7f8f9; --ink: #1b2027; --dim: #59616d; --red: #b3261e; --green: #1c6b41; --yellow: #835500; --cyan: #1d5fa8 }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #14171b; --ink: #e7eaee; --dim: #a3acb8; --red: #ff8a80; --green: #7fd3a1; --yellow: #f6d58c; --cyan: #84b6ee }
  }
  rect { fill: var(--paper) }
  text { fill: var(--ink); font: ${FONT}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
  .bold { font-weight: 600 } .dim { fill: var(--dim) } .red { fill: var(--red) } .green { fill: var(--green) }
  .yellow { fill: var(--yellow) } .cyan { fill: var(--cyan) }
`;

/** `title` is read out in place of the picture. Emphasis ends with the line in which it began. */
export function terminalSvg(title: string, lines: readonly string[]): string {
  const columns = Math.max(...lines.map((line) => textOf(line).length));
  const [width, height] = [Math.ceil(columns * WIDTH) + 2 * MARGIN, lines.length * HEIGHT + 2 * MARGIN];
  const rows = lines.map((line, index) => rowOf(line, MARGIN + index * HEIGHT + FONT));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<rect width="100%" height="100%" rx="8"/>
${rows.filter((row) => row !== "").join("\n")}
</svg>
`;
}

/** The text of each line of such a picture. */
export function linesOf(svg: string): readonly string[] {
  const rows = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)];
  return rows.map(([, row = ""]) => unescaped(row.replaceAll(/<[^>]+>/g, "")));
}

/** Without emphasis. */
export function textOf(line: string): string {
  return line
    .split(EMPHASIS)
    .filter((_, index) => index % 2 === 0)
    .join("");
}

function rowOf(line: string, y: number): string {
  if (textOf(line) === "") return "";
  let emphasis: string | undefined;
  const pieces = line.split(EMPHASIS).map((piece, index) => {
    if (index % 2 === 1) {
      emphasis = CLASSES[piece];
      return "";
    }
    if (piece === "" || emphasis === undefined) return escaped(piece);
    return `<tspan class="${emphasis}">${escaped(piece)}</tspan>`;
  });
  // Whoever has another font gets wider letters, and not a ragged table.
  const length = (textOf(line).length * WIDTH).toFixed(1);
  return `<text x="${MARGIN}" y="${y}" xml:space="preserve" textLength="${length}">${pieces.join("")}</text>`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" } as const;

const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (one) => ENTITIES[one as keyof typeof ENTITIES]);

const unescaped = (text: string) =>
  Object.entries(ENTITIES).reduceRight((all, [plain, entity]) => all.replaceAll(entity, plain), text);
