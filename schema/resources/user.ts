import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Division } from "./division.js";
import { Participant } from "./participant.js";
import { Rate } from "./rate.js";
import { Role } from "./role.js";
import { UtbmsCode } from "./utbms-code.js";

@Resource("users", "TODO")
export class User {
  @Id() id!: string;

  @Flag("TODO")
  isCurrent?: boolean;

  @Text("TODO")
  emailAddress?: string;

  @Flag("TODO")
  isActive?: boolean;

  @Flag("TODO")
  hasAuthority?: boolean;

  @Text("TODO")
  orgkey?: string;

  @Link(() => Rate, "TODO")
  defaultRate?: Rate;

  @Link(() => Division, "TODO")
  division?: Division;

  @Link(() => Participant, "TODO")
  participant?: Participant;

  @Link(() => Role, "TODO")
  role?: Role;

  @Link(() => Rate, "TODO")
  rate?: Rate;

  @Link(() => UtbmsCode, "TODO")
  defaultUtbmsTimekeeperCode?: UtbmsCode;
}
