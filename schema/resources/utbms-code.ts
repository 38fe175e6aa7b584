import { Flag, Id, Resource, Text } from "../vocabulary/index.js";

@Resource("utbmscodes", "A code of the UTBMS standard, with which electronic bills classify work and expenses.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 3600,
})
export class UtbmsCode {
  @Id("the code itself, as `A100`") id!: string;

  @Text("Group of codes this one belongs to, such as `Activity codes`.", { write: true, required: true })
  categoryCode?: string;

  @Text("Code this one is filed under.", { write: true })
  parentUtbmsCode?: string;

  @Text("What the code stands for, such as `Research`.", { write: true, required: true })
  description?: string;

  @Text("Text put into a time entry's description when the code is picked; for activity codes only.", { write: true })
  overrideDescription?: string;

  @Flag("Whether users can pick the code.", { write: true, required: true, startsAs: true })
  enabled?: boolean;

  @Text("Code to create, such as `A100`; answers carry it as `restId`, and null here.", {
    filter: false,
    sort: false,
    write: "once",
    required: true,
  })
  utbmsCode?: string;
}
