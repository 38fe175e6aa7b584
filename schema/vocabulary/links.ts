import { Field } from "type-graphql";
import { builderOf, memberOf, type MemberOptions, type ResourceClass } from "./resource.js";

/** Options of a link. */
export interface LinkOptions extends MemberOptions {
  /** The target is inferred, not documented: the link is null, not an error, when the API refuses the target. */
  uncertain?: true;
}

type LinkDecorator<T> = <Key extends string>(prototype: { [Name in Key]?: T }, name: Key) => void;
type Target<T> = () => abstract new () => T;

const note =
  (many: boolean, target: () => ResourceClass, description: string, options: LinkOptions) =>
  (prototype: object, name: string): void => {
    builderOf(prototype).links.push({
      ...memberOf(name, description, options),
      many,
      uncertain: options.uncertain ?? false,
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
