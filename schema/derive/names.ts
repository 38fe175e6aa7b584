/** How names in the graph are derived from type names. Wire names are not changed here. */

const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
export const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const plural = (word: string): string => {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
};

/** One of what the plural names: `tags` → `tag`, `participants` → `participant`. */
export const singular = (word: string): string => word.replace(/ies$/, "y").replace(/([^s])s$/, "$1");

/** Root field names of a type: `TimeEntry` → `timeEntry`, `timeEntries`. */
export function namesOf(type: string): { one: string; many: string } {
  const one = lowerFirst(type);
  return { one, many: plural(one) };
}

/** A field name as an enum value: `dueTimestamp` → `DUE_TIMESTAMP`, `phone1Area` → `PHONE1_AREA`. */
export const constantCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

/** The member of a payload that holds the validation errors. */
export const USER_ERRORS = "userErrors";
