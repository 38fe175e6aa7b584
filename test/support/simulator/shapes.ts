/** Forms of text that mean something on the wire, the most particular first. */
const forms: readonly (readonly [form: string, pattern: RegExp])[] = [
  ["timestamp with offset", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/],
  ["date", /^\d{4}-\d\d-\d\d$/],
  ["time", /^\d\d:\d\d:\d\d$/],
  ["decimal with two places", /^-?\d+\.\d\d$/],
  ["decimal with six places", /^\d+\.\d{6}$/],
  ["flag", /^[TF]$/],
  ["composite id", /^\w+--\w+(--\w+)?$/],
  ["digits", /^[\d,]+$/],
  ["address of another page", /^https?:.*page=\d+$/],
];

/** The form of a single value; link templates are their own form, being the same everywhere. */
function formOf(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value !== "string") return typeof value;
  return value.includes("{") ? value : (forms.find(([, pattern]) => pattern.test(value))?.[0] ?? "text");
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Where an answer has another shape than an example: member names, lists and objects, kinds of value, forms of text.
 * Values themselves may differ, also by being null; each element of a list must have the shape of one in the example.
 */
export function misfits(answer: unknown, example: unknown, at = "body"): string[] {
  if (isObject(answer) && isObject(example)) {
    const names = new Set([...Object.keys(answer), ...Object.keys(example)]);
    return [...names].flatMap((name) => {
      if (!(name in answer)) return [`${at}.${name} is missing`];
      if (!(name in example)) return [`${at}.${name} is too many`];
      return misfits(answer[name], example[name], `${at}.${name}`);
    });
  }
  if (Array.isArray(answer) && Array.isArray(example)) {
    return answer.flatMap((element: unknown, index) => {
      const found = example.map((each: unknown) => misfits(element, each, `${at}[${index}]`));
      return found.sort((a, b) => a.length - b.length)[0] ?? [`${at} should be empty`];
    });
  }
  // A list that may be empty is null then.
  if (answer === null || example === null)
    return isObject(answer) || isObject(example) ? [`${at} is an object on one side only`] : [];
  const [is, ought] = [formOf(answer), formOf(example)];
  const listed = Array.isArray(answer) || Array.isArray(example);
  const free = typeof answer === "string" && typeof example === "string" && (is === "text" || ought === "text" || answer === "");
  return !listed && (is === ought || free) ? [] : [`${at} is ${is}, not ${ought}`];
}
