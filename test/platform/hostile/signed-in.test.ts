import { readAttacks } from "../../support/hostile/attacks-reads.js";
import { writeAttacks } from "../../support/hostile/attacks-writes.js";
import { endures } from "../../support/hostile/endured.js";

endures({
  "somebody who is signed in asks for": readAttacks,
  "somebody who is signed in writes:": writeAttacks,
});
