import type { ResourceClass } from "../vocabulary/resource.js";
import { MatterCreationForm } from "./matter-creation-form.js";
import { MatterNextStep } from "./matter-next-step.js";

/**
 * The forms: what a GET of Actionstep's verbs answers (protocol 4.1, 4.2). They are described like resources but hold no
 * records: they have no ids and no lists, and no link leads to them.
 */
export const forms: readonly ResourceClass[] = [MatterCreationForm, MatterNextStep];
