import { resources } from "../../schema/resources/index.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";

/** A scope as a person reads it. */
export interface DescribedScope {
  readonly title: string;
  readonly description: string;
}

/** Scopes that are no resource of their own. */
const special: Readonly<Record<string, DescribedScope>> = {
  all: { title: "Everything", description: "Whatever your own rights in Actionstep reach." },
  openid: { title: "Who you are", description: "A signed statement of your identity." },
  actioncreate: { title: "Open matters", description: "Start a new matter, with the questions its matter type asks first." },
  actionchangestep: { title: "Move matters", description: "Take a matter to the next step of its workflow." },
  files: { title: "Files", description: "Upload and download the contents of documents." },
};

/** `timeEntries` → `Time entries`. */
const spaced = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The plural; a word that has none, `allMatterBillSettings`, stands by itself. */
const titleOf = (one: string, many: string): string => spaced(many.toLowerCase() === `all${one.toLowerCase()}` ? one : many);

/** A description is written for developers and may go on; a person who consents reads its first sentence. */
const firstSentence = (description: string): string => description.split(/(?<=\.)\s/, 1)[0]!.replaceAll("`", "");

let byPath: ReadonlyMap<string, DescribedScope> | undefined;

/** What a scope lets an application see and do; a scope nobody knows is shown by its own name. */
export function describeScope(scope: string): DescribedScope {
  byPath ??= new Map(
    resources
      .map(resourceOf)
      .map(
        ({ path, one, many, description }) =>
          [path, { title: titleOf(one, many), description: firstSentence(description) }] as const,
      ),
  );
  return (
    byPath.get(scope) ??
    (Object.hasOwn(special, scope) ? special[scope] : undefined) ?? {
      title: scope,
      description: "A scope this simulator does not know.",
    }
  );
}
