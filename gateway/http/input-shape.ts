/** How large a value of JSON is. */
export interface InputShape {
  /** Members of objects and items of lists, at all levels. */
  readonly members: number;
  /** Levels of objects and lists. */
  readonly depth: number;
}

/**
 * Counts the members of a value, and how deep they lie, and stops as soon as there are more of either than may be.
 * Without recursion: what is measured here may be nested without end.
 */
export function inputShape(value: unknown, maxMembers: number, maxDepth: number): InputShape {
  let members = 0;
  let depth = 0;
  let level: object[] = isContainer(value) ? [value] : [];
  while (level.length > 0 && depth <= maxDepth && members <= maxMembers) {
    depth += 1;
    const below: object[] = [];
    for (const container of level) {
      const values: unknown[] = Array.isArray(container) ? (container as unknown[]) : Object.values(container);
      members += values.length;
      if (members > maxMembers) break;
      for (const each of values) if (isContainer(each)) below.push(each);
    }
    level = below;
  }
  return { members, depth };
}

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;
