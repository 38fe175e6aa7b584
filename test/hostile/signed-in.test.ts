import { readAttacks } from "./attacks-reads.js";
import { writeAttacks } from "./attacks-writes.js";
import { endures } from "./endured.js";

endures({
  "somebody who is signed in asks for": readAttacks,
  "somebody who is signed in writes:": writeAttacks,
});
