import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";

/** One element of a page. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A page as a browser reads it. */
export interface Page {
  /** Where it is not well-formed HTML. */
  readonly errors: readonly string[];
  readonly elements: readonly PageElement[];
  readonly text: string;
}

const textOf = (node: Tree.Node): string =>
  "value" in node ? node.value : "childNodes" in node ? node.childNodes.map(textOf).join("") : "";

/** Reads a page the way a browser does, and notes what a browser would silently mend. */
export function readPage(html: string): Page {
  const errors: string[] = [];
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`),
  });
  const elements: PageElement[] = [];
  const walk = (node: Tree.Node): void => {
    if ("tagName" in node) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      elements.push({ tag: node.tagName, attributes, text: textOf(node) });
    }
    if ("childNodes" in node) node.childNodes.forEach(walk);
  };
  walk(document);
  return { errors, elements, text: textOf(document) };
}

/** The elements and attributes that run script, carry a style of their own or load something from another origin. */
export function liabilities({ elements }: Page, allowed: readonly string[] = []): string[] {
  return elements.flatMap(({ tag, attributes, text }) => [
    ...(tag === "script" && !attributes["src"] ? [`inline script: ${text}`] : []),
    ...Object.entries(attributes).flatMap(([name, value]) => {
      if (name.startsWith("on")) return [`<${tag} ${name}>`];
      if (name === "style") return [`<${tag} style>`];
      if (!["src", "href", "action", "formaction", "data", "srcset"].includes(name)) return [];
      const foreign =
        /^(\w+:|\/\/)/.test(value) && !/^data:,?$/.test(value) && !allowed.some((prefix) => value.startsWith(prefix));
      return foreign ? [`<${tag} ${name}="${value}">`] : [];
    }),
  ]);
}

/** Texts that would become markup wherever they were not escaped. */
export const hostileTexts: readonly string[] = [
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)' x='`,
  `</title></style></textarea></pre><img src=x onerror=alert(1)>`,
  `" autofocus onfocus="alert(1)`,
  `&lt;b&gt;<b>&amp;</b>`,
];

/** A copy of a value in which every text inside is `text`, keys included where they are chosen by somebody else. */
export function filledWith<T>(value: T, text: string): T {
  if (typeof value === "string") return text as T;
  if (Array.isArray(value)) return value.map((item: unknown) => filledWith(item, text)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledWith(inner, text)])) as T;
}
