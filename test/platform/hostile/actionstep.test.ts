import { upstreamAttacks } from "../../support/hostile/attacks-upstream.js";
import { endures } from "../../support/hostile/endured.js";

// A slow Actionstep is to be given up soon.
const environment = { UPSTREAM_TIMEOUT_SECONDS: "3", UPSTREAM_SLOW_TIMEOUT_SECONDS: "3", OPERATION_DEADLINE_SECONDS: "4" };

endures({ "Actionstep answers with": upstreamAttacks }, { environment });
