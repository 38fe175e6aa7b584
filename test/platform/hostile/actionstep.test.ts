import { upstreamAttacks } from "../../support/hostile/attacks-upstream.js";
import { endures } from "../../support/hostile/endured.js";

// A slow Actionstep is to be given up soon.
const environment = { UPSTREAM_TIMEOUT_SECONDS: "1", UPSTREAM_SLOW_TIMEOUT_SECONDS: "1", OPERATION_DEADLINE_SECONDS: "2" };

endures({ "Actionstep answers with": upstreamAttacks }, { environment });
