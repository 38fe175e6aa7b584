import { documentAttacks } from "./attacks-documents.js";
import { variableAttacks } from "./attacks-variables.js";
import { endures } from "./endured.js";

endures({
  "nobody in particular sends variables:": variableAttacks,
  "nobody in particular sends documents:": documentAttacks,
});
