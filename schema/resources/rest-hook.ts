import { Choice, Id, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";

export enum RestHookStatus {
  ACTIVE = "Active",
  DISABLED = "Disabled",
  DELETED = "Deleted",
}

@Resource("resthooks", "A subscription that has Actionstep POST to a URL whenever an event happens.", {
  can: ["read", "create", "update", "delete"],
  bulk: ["create", "delete"],
})
export class RestHook {
  @Id() id!: string;

  @Text("Event to listen for, by Actionstep's name: `TaskCreated`, `StepChanged`, `ActionDocumentUpdated`.", {
    write: true,
    required: true,
  })
  eventName?: string;

  @Text("URL that Actionstep calls for each event.", { write: true, required: true })
  targetUrl?: string;

  @Choice(
    { RestHookStatus },
    "Only an `ACTIVE` hook is called; Actionstep disables one whose URL does not answer 200, and keeps deleted ones.",
  )
  status?: RestHookStatus;

  @Whole("How often the hook has been called.")
  triggeredCount?: number;

  @Timestamp("When the hook was last called; null if never.")
  triggeredLastTimestamp?: string;
}
