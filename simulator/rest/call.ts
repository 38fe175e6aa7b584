import { catalogue, type Catalogued, type CataloguedLink } from "./catalogue.js";
import type { Collection } from "./collection.js";
import { MissingScope, RestFault } from "./errors.js";
import type { RestRequest } from "./request.js";
import { asQuirksHaveThem } from "./field-values.js";
import { fieldSetsOf, shapeOf, type FieldSets, type Shape, type Visibility } from "./fields.js";
import { parametersOf, type Parameter } from "./query-string.js";
import type { RestQuirks } from "./quirks.js";
import type { View } from "./view.js";

/** One call being answered: the request, taken apart, and what it may see. */
export class Call {
  readonly quirks: RestQuirks;
  readonly parameters: readonly Parameter[];
  private readonly scopes: ReadonlySet<string>;

  constructor(
    readonly view: View,
    readonly request: RestRequest,
  ) {
    this.quirks = request.quirks;
    this.parameters = parametersOf(request.search, this.quirks.repeatedParameter);
    this.scopes = new Set(request.scopes);
  }

  /** The value of a parameter that is no filter. */
  value = (name: string): string | undefined => this.parameters.findLast((parameter) => parameter.name === name)?.value;

  private readonly inForm = new Map<Collection, Collection>();

  /** The visible rows of a collection. */
  collection = (resource: Catalogued): Collection => {
    const visible = this.view.collection(resource);
    let shown = this.inForm.get(visible);
    if (!shown) this.inForm.set(visible, (shown = asQuirksHaveThem(visible, this.view.organisation, this.quirks)));
    return shown;
  };

  /** The visible rows of the collection at a path of the catalogue. */
  collectionAt = (path: string): Collection => this.collection(catalogue.get(path)!);

  /** Whether the token covers a collection. */
  grants = ({ path }: { readonly path: string }): boolean => this.scopes.has(path) || this.scopes.has("all");

  /** Whether answers show a link: its target must be within the scope. */
  showsLink = ({ links }: Catalogued, link: string): boolean => {
    const target = links.get(link)?.target;
    return target === undefined || this.grants({ path: target });
  };

  /** Refuses a caller whose token does not cover the collection, or to whom it is closed. */
  demand(resource: { readonly path: string }): void {
    if (!this.grants(resource)) throw new MissingScope(resource.path);
    if (this.view.closes(resource))
      throw new RestFault(403, "Forbidden", `You do not have permission to view '${resource.path}'`);
  }

  /** What each collection's rows look like in this answer. */
  shapes(primary: Catalogued): (collection: Collection) => Shape {
    const fields: FieldSets = fieldSetsOf(primary, this.parameters, (path) => catalogue.get(path), this.quirks);
    const visibility: Visibility = {
      showsLink: this.showsLink,
      ...(this.quirks.hiddenLinks === "omitted" && { showsTarget: this.showsTarget }),
    };
    return (collection) => shapeOf(collection, fields, visibility, this.quirks);
  }

  private showsTarget = ({ links }: Catalogued, name: string, id: string): boolean => {
    const link = links.get(name) as CataloguedLink;
    return this.collectionAt(link.target).positionOf(id) !== undefined;
  };
}
