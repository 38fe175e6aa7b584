import { customFields } from "./custom-fields.js";
import type { Fault } from "./fault.js";
import { planningRules } from "./planning-rules.js";
import { planningShapes } from "./planning-shapes.js";
import { authRooms } from "./rooms-auth.js";
import { gatewayRooms } from "./rooms-gateway.js";
import { graphRooms } from "./rooms-graph.js";
import { otherRooms } from "./rooms-others.js";
import { undoneAuth } from "./undone-auth.js";
import { undoneGateway } from "./undone-gateway.js";
import { undoneOthers } from "./undone-others.js";
import { undoneRest } from "./undone-rest.js";
import { undoneWrites } from "./undone-writes.js";

/** All faults that can be planted: fixes undone, then a fault for each rule of planning, then one for each room without any. */
export const faults: readonly Fault[] = [
  ...undoneRest,
  ...undoneWrites,
  ...undoneGateway,
  ...undoneAuth,
  ...undoneOthers,
  ...planningRules,
  ...planningShapes,
  ...authRooms,
  ...gatewayRooms,
  ...graphRooms,
  ...otherRooms,
  ...customFields,
];
