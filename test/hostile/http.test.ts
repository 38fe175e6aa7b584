import { clientAttacks } from "./attacks-clients.js";
import { httpAttacks } from "./attacks-http.js";
import { endures } from "./endured.js";

endures({ "somebody sends": [...httpAttacks, ...clientAttacks] });
