import { Choice, Id, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";

export enum RestHookStatus {
  ACTIVE = "Active",
  DISABLED = "Disabled",
  DELETED = "Deleted",
}

@Resource("resthooks", "TODO", { can: ["read", "create", "update", "delete"] })
export class RestHook {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  eventName?: string;

  @Text("TODO", { write: true, required: true })
  targetUrl?: string;

  @Choice({ RestHookStatus }, "TODO")
  status?: RestHookStatus;

  @Whole("TODO")
  triggeredCount?: number;

  @Timestamp("TODO")
  triggeredLastTimestamp?: string;
}
