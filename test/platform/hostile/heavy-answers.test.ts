import { heavyAttacks } from "../../support/hostile/attacks-upstream.js";
import { endures } from "../../support/hostile/endured.js";

// One that sends 60 MB has to have the time for it.
const environment = { UPSTREAM_TIMEOUT_SECONDS: "2", UPSTREAM_SLOW_TIMEOUT_SECONDS: "2", OPERATION_DEADLINE_SECONDS: "3" };

endures({ "Actionstep answers with": heavyAttacks }, { environment });
