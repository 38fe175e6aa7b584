import { clientAttacks } from "../../support/hostile/attacks-clients.js";
import { httpAttacks } from "../../support/hostile/attacks-http.js";
import { endures } from "../../support/hostile/endured.js";

endures({ "somebody sends": [...httpAttacks, ...clientAttacks] });
