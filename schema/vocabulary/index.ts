/** All that a resource file needs. */
export { Choice, Day, Decimal, Flag, Id, Text, Time, Timestamp, Whole } from "./attributes.js";
export { Link, Links } from "./links.js";
export { Resource } from "./resource.js";
