/** Before files that send the operations of `test/operations`: makes their types where they are out of date. */
import { prepared } from "./build.js";

export default () => prepared("codegen");
