/**
 * Says what one resource became: its REST paths, fields, filters and links both ways.
 *
 *   npm run describe -- task
 */
import { derive } from "../schema/derive/index.js";
import { upperFirst } from "../schema/derive/names.js";
import { resources } from "../schema/resources/index.js";
import { resourceOf, type Writable } from "../schema/vocabulary/resource.js";

const wanted = process.argv[2];
const all = derive(resources);
const resource = all.find(({ type, one, many, path }) =>
  [type, one, many, path].some((name) => name.toLowerCase() === wanted?.toLowerCase()),
);
if (!resource) {
  const near = wanted ? all.filter(({ type }) => type.toLowerCase().includes(wanted.toLowerCase())).map(({ one }) => one) : [];
  console.error(
    wanted
      ? `There is no resource called "${wanted}".${near.length ? ` Did you mean ${near.join(", ")}?` : ""}`
      : "Usage: npm run describe -- <resource>, by its type, field or REST name: task, Task, tasks.",
  );
  process.exit(1);
}

const written = (write: Writable): string =>
  ({ true: "write", once: "write on create", update: "write on update", false: "read only" })[String(write)]!;
const table = (rows: string[][]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return (
    rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd()).join("\n") || "  none"
  );
};
const { type, one, many, path, description, can, bulk, item, identity, attributes, links, reverse } = resource;
const mutations = [
  ...can.filter((verb) => verb !== "read").map((verb) => `${verb}${type}`),
  ...bulk.map((verb) => `${verb}${upperFirst(many)}`),
];

console.log(`${type}: ${description}

Graph     ${identity ? `${one}(id), ` : ""}${many}${identity ? ", node" : ""}
Writes    ${mutations.join(", ") || "none"}
REST      GET /${path}${item && identity ? `, GET /${path}/{id}` : ""}; can ${can.join(", ")}
Scope     ${path}
Id        ${identity ? (identity.numeric ? "a number" : identity.shape) : "none"}

Attributes
${table(
  attributes.map(({ name, wire, kind, write, required, filter, sort, choice, deprecated }) => [
    name,
    wire === name ? "" : `(${wire})`,
    `${choice ? `${choice.name}: ${Object.keys(choice.values).join(" ")}` : kind}`,
    written(write) + (required ? ", required" : ""),
    [filter && "filter", sort && "sort"].filter(Boolean).join(", "),
    deprecated ? "deprecated" : "",
  ]),
)}

Links
${table(links.map(({ name, wire, many: toMany, target, write, required }) => [name, wire === name ? "" : `(${wire})`, `→ ${toMany ? "list of " : ""}${resourceOf(target()).type}`, written(write) + (required ? ", required" : "")]))}

Links back
${table(reverse.map(({ name, source, link }) => [name, `← ${source.type}.${link.name}`]))}`);
