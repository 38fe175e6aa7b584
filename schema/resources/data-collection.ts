import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";

@Resource("datacollections", "A group of custom fields that a firm has added to the matters of one type.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 600,
})
export class DataCollection {
  @Id() id!: string;

  @Text("The name the data collection is known by in merge fields, at most 50 characters: `AMLData`.", {
    write: true,
    required: true,
  })
  name?: string;

  @Text("What the data collection is for.", { write: true, required: true })
  description?: string;

  @Flag("Whether a matter can have several records of it; otherwise each matter has one.", { write: true })
  multipleRecords?: boolean;

  @Whole("Position among the data collections of a matter, lowest first.", { write: true })
  order?: number;

  @Text("The text shown as heading.", { write: true })
  label?: string;

  @Flag("Whether the descriptions are always shown.", { write: true })
  alwaysShowDescriptions?: boolean;

  @Whole("Position in the navigation bar.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015: use `order`.",
  })
  navbarOrder?: number;

  @Text("Text shown in the navigation bar.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015: use `label`.",
  })
  navbarLabel?: string;

  @Text("Web address of a plug-in for the data collection.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015; nothing replaces it.",
  })
  pluginUrl?: string;

  @Link(() => MatterType, "Matter type whose matters have these fields.", { wire: "actionType", write: true, required: true })
  matterType?: MatterType;
}
