/** The text of a list of datasets with one entry more; all else of it stays as it is. */
import ts from "typescript";

/**
 * `entry` is indented by two spaces, and ends with a comma. Undefined if the file does not write `datasets` as a list, `[…]`, as
 * one that computes it does.
 */
export function withEntry(text: string, entry: string, fileName = "datasets.ts"): string | undefined {
  const list = listIn(text, fileName);
  if (list === undefined) return undefined;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const [inserted, at] = insertion(text, list, entry);
  const result = text.slice(0, at.from) + inserted.replaceAll("\n", newline) + text.slice(at.to);
  return listIn(result, fileName)?.elements.length === list.elements.length + 1 ? result : undefined;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What to write in the place of which characters. */
function insertion(text: string, list: ts.ArrayLiteralExpression, entry: string): [string, Range] {
  const close = list.getEnd() - 1;
  const margin = marginAt(text, list.getStart());
  // Behind the last dataset that is written out: names of others stand at the end.
  const last = list.elements.findLast(ts.isObjectLiteralExpression) ?? list.elements.at(-1);
  if (last === undefined) {
    const inside = text.slice(list.getStart() + 1, close).trimEnd();
    return [
      `${inside}\n${indented(entry, `${margin}  `)}\n${margin}`,
      { from: list.getStart() + 1, to: close },
    ];
  }
  const own = marginAt(text, last.getStart());
  const isOnLineOfItsOwn = text.slice(0, last.getStart()).endsWith(`\n${own}`);
  const lines = indented(entry, isOnLineOfItsOwn ? own : `${margin}  `);
  const comma = /^\s*,/.exec(text.slice(last.getEnd(), close))?.[0];
  const end = last.getEnd() + (comma?.length ?? 0);
  const rest = /^[ \t]*(\/\/[^\n\r]*|\/\*[^\n\r]*?\*\/)?[ \t]*(?=\r?\n)/.exec(text.slice(end))?.[0];
  const before = comma === undefined ? "," : "";
  if (rest !== undefined) return [`${before}${rest}\n${lines}`, { from: end, to: end + rest.length }];
  const following = /^\s*/.exec(text.slice(end))![0].length;
  return [`${before}\n${lines}\n${margin}`, { from: end, to: end + following }];
}

/** The white space at the beginning of a position's line. */
function marginAt(text: string, position: number): string {
  const line = text.slice(text.lastIndexOf("\n", position - 1) + 1);
  return /^[ \t]*/.exec(line)![0];
}

function indented(entry: string, margin: string): string {
  const step = margin.includes("\t") ? "\t" : "  ";
  return entry
    .split("\n")
    .map((line) => {
      const depth = /^ */.exec(line)![0].length / 2 - 1;
      return margin + step.repeat(depth) + line.trimStart();
    })
    .join("\n");
}

function listIn(text: string, fileName: string): ts.ArrayLiteralExpression | undefined {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (isExported && name.getText() === "datasets" && initializer !== undefined)
        return listOf(initializer);
    }
  }
  return undefined;
}

function listOf(written: ts.Expression): ts.ArrayLiteralExpression | undefined {
  if (ts.isArrayLiteralExpression(written)) return written;
  if (
    ts.isAsExpression(written) ||
    ts.isSatisfiesExpression(written) ||
    ts.isParenthesizedExpression(written)
  )
    return listOf(written.expression);
  const [first] = ts.isCallExpression(written) ? written.arguments : [];
  return first === undefined ? undefined : listOf(first);
}
