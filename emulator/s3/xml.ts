/** As much XML as S3 speaks: elements, text, the five entities. Neither attributes nor namespaces mean anything to it. */
import { AwsError } from "../wire/service.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#13;",
};

export type XmlContent = string | number | boolean | readonly string[];

/** One element; a list holds elements already written, anything else is text. */
export function element(name: string, content: XmlContent): string {
  const inner = typeof content === "object" ? content.join("") : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character);
}

/** A whole document with S3's namespace. */
export function documentOf(name: string, content: readonly string[]): string {
  const opening = `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening}${content.join("")}</${name}>`;
}

/** An element as read: its text, or the elements in it. */
export class XmlElement {
  readonly name: string;
  text = "";
  readonly children: XmlElement[] = [];

  constructor(name: string) {
    this.name = name;
  }

  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  first(name: string): XmlElement | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** The text of the first element of that name. */
  textOf(name: string): string | undefined {
    return this.first(name)?.text;
  }
}

/** Reads the root element. Throws MalformedXML as S3 does. */
export function readXml(body: Buffer): XmlElement {
  const root = new XmlElement("");
  const open = [root];
  for (const [token] of body.toString("utf8").matchAll(/<[^>]*>|[^<]+/g)) {
    const current = open.at(-1) as XmlElement;
    if (!token.startsWith("<")) current.text += unescapeText(token);
    else if (token.startsWith("</")) close(open, token.slice(2, -1).trim());
    else if (!token.startsWith("<?") && !token.startsWith("<!")) begin(open, current, token);
  }
  const [top] = root.children;
  if (open.length !== 1 || top === undefined) throw malformed();
  return top;
}

function begin(open: XmlElement[], parent: XmlElement, token: string): void {
  const child = new XmlElement(/^<([^\s/>]+)/.exec(token)?.[1] ?? "");
  parent.children.push(child);
  if (!token.endsWith("/>")) open.push(child);
}

function close(open: XmlElement[], name: string): void {
  if (open.length < 2 || open.pop()?.name !== name) throw malformed();
}

function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (entity, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[name as string] ?? entity;
  });
}

function malformed(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
