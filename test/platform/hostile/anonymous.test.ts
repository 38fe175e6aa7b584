import { documentAttacks } from "../../support/hostile/attacks-documents.js";
import { variableAttacks } from "../../support/hostile/attacks-variables.js";
import { endures } from "../../support/hostile/endured.js";

endures({
  "nobody in particular sends variables:": variableAttacks,
  "nobody in particular sends documents:": documentAttacks,
});
