/** The top of a report as a picture: the page itself, of which the frame shows so much. */

const WIDTH = 1280;
const HEIGHT = 900;
/** Cards that are carried along; the frame ends within them. */
const CARDS = 2;

/** `title` is read out in place of the picture. Throws if the page is not built as reports are. */
export function reportSvg(title: string, html: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1];
  const body = /<body>([\s\S]*)<\/body>/.exec(html)?.[1];
  if (style === undefined || body === undefined)
    throw new Error("this is no report: it has no style or body");
  const cards = [...body.matchAll(/<article\b/g)];
  const end = cards[CARDS]?.index ?? body.indexOf("</main>");
  const open = cards.length > CARDS ? "</section></main>" : "</main>";
  const rules = style.replaceAll(/^body\b/gm, ".page");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${title}">
<foreignObject width="100%" height="100%">
<div xmlns="http://www.w3.org/1999/xhtml" style="height: 100%; overflow: hidden; background: var(--page)">
<style>${rules}</style>
<div class="page">
${wellFormed(folded(body.slice(0, end)))}${open}
</div>
</div>
</foreignObject>
</svg>
`;
}

/** What is folded shows its summary alone, and the rest need not be carried along. */
function folded(html: string): string {
  const innermost =
    /<details([^>]*)>\s*(<summary>(?:(?!<details)[\s\S])*?<\/summary>)(?:(?!<details)[\s\S])*?<\/details>/;
  for (let left = html; ; left = left.replace(innermost, "<folded$1>$2</folded>"))
    if (!innermost.test(left)) return left.replaceAll(/(<\/?)folded/g, "$1details");
}

/** HTML may leave elements open that hold nothing. */
const wellFormed = (html: string) =>
  html.replaceAll(/<(br|hr|img|wbr)\b([^>]*?)\/?>/g, "<$1$2/>").replaceAll("\n\n", "\n");
