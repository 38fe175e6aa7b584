/** A class made at run time, for a type that is derived rather than written. */
export type DerivedClass = new () => object;

/** An empty class of the given name, ready for type-graphql's decorators. */
export function derivedClass(name: string): DerivedClass {
  return { [name]: class {} }[name]!;
}
