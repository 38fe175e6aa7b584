import { firmOf } from "./firm.js";
import harlowCollections from "./harlow-reyes/collections.json" with { type: "json" };
import harlowFirm from "./harlow-reyes/firm.json" with { type: "json" };
import harlowMatterKinds from "./harlow-reyes/matter-kinds.json" with { type: "json" };
import harlowParticipantFields from "./harlow-reyes/participant-fields.json" with { type: "json" };
import kauriCollections from "./kauri-partners/collections.json" with { type: "json" };
import kauriFirm from "./kauri-partners/firm.json" with { type: "json" };
import kauriMatterKinds from "./kauri-partners/matter-kinds.json" with { type: "json" };
import kauriParticipantFields from "./kauri-partners/participant-fields.json" with { type: "json" };

/** A firm in Aotearoa New Zealand with an office in Sydney: the organisation of the demo. */
export const kauriPartners = firmOf("kauri-partners", {
  firm: kauriFirm,
  kinds: kauriMatterKinds,
  collections: kauriCollections,
  participantFields: kauriParticipantFields,
});

/** A smaller firm on the American west coast: the other organisation, whose ids overlap with the first one's. */
export const harlowReyes = firmOf("harlow-reyes", {
  firm: harlowFirm,
  kinds: harlowMatterKinds,
  collections: harlowCollections,
  participantFields: harlowParticipantFields,
});
