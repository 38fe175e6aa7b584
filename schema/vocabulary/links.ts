import { Field } from "type-graphql";
import { draftOf, type ResourceClass, type Writable } from "./resource.js";

/** What can be said of a link beyond its target and description. */
export interface LinkOptions {
  /** The name on the wire, where it differs from the name in the graph. */
  wire?: string;
  /** False where the API cannot filter by it. */
  filter?: false;
  /** `true`: on create and update; `"once"`: on create; `"update"`: on update. Default: read only. */
  write?: Writable;
  /** Must be given on create. */
  required?: true;
  /** Where it leads is inferred, not documented: it is null, not an error, when the API refuses what it leads to. */
  uncertain?: true;
  /** Why not to use it, and what to use instead. */
  deprecated?: string;
}

type LinkDecorator<T> = <Key extends string>(prototype: { [Name in Key]?: T }, name: Key) => void;
type Target<T> = () => abstract new () => T;

const note =
  (many: boolean, target: () => ResourceClass, description: string, options: LinkOptions) =>
  (prototype: object, name: string): void => {
    draftOf(prototype).links.push({
      name,
      wire: options.wire ?? name,
      many,
      description,
      filter: options.filter ?? true,
      write: options.write ?? false,
      required: options.required ?? false,
      uncertain: options.uncertain ?? false,
      ...(options.deprecated && { deprecated: options.deprecated }),
      target,
    });
    Field(() => (many ? [target()] : target()) as never, {
      nullable: true,
      description,
      ...(options.deprecated && { deprecationReason: options.deprecated }),
    })(prototype, name);
  };

/** A link to one record. The connection back is derived, not written. */
export const Link = <T extends object>(target: Target<T>, description: string, options: LinkOptions = {}): LinkDecorator<T> =>
  note(false, target, description, options);

/** A link to several records. */
export const Links = <T extends object>(target: Target<T>, description: string, options: LinkOptions = {}): LinkDecorator<T[]> =>
  note(true, target, description, options);
