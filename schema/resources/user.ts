import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Division } from "./division.js";
import { Participant } from "./participant.js";
import { Rate } from "./rate.js";
import { Role } from "./role.js";
import { UtbmsCode } from "./utbms-code.js";

@Resource("users", "Somebody who can log in to the organisation's Actionstep. Name and address are on `participant`.")
export class User {
  @Id() id!: string;

  @Flag("Whether this is the user on whose behalf the query runs.")
  isCurrent?: boolean;

  @Text("Address the user logs in with, the same in every Actionstep system the person can enter.")
  emailAddress?: string;

  @Flag("Whether the user's account is in use.")
  isActive?: boolean;

  @Flag("Whether the user may change billing.")
  hasAuthority?: boolean;

  @Text("Key of the organisation's Actionstep system; only known to be sent for the current user.")
  orgkey?: string;

  @Link(() => Rate, "Charge rate that applies to the user by default.")
  defaultRate?: Rate;

  @Link(() => Division, "Division the user works in.")
  division?: Division;

  @Link(() => Participant, "Contact record of the user, which tasks, time entries and other records refer to.")
  participant?: Participant;

  @Link(() => Role, "System role of the user, which decides the menus they see.")
  role?: Role;

  @Link(() => Rate, "Charge rate of the user; Actionstep does not say how it differs from `defaultRate`.")
  rate?: Rate;

  @Link(() => UtbmsCode, "UTBMS timekeeper code that applies to the user's time entries by default.")
  defaultUtbmsTimekeeperCode?: UtbmsCode;
}
