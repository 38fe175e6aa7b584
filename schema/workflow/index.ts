import type { ResourceClass } from "../vocabulary/resource.js";
import { MatterCreationForm } from "./matter-creation-form.js";
import { MatterNextStep } from "./matter-next-step.js";

/**
 * What Actionstep's verbs answer with when they are asked what they need. Described like resources, but they are no kinds
 * of record: they have no ids and no lists, and nothing links to them.
 */
export const forms: readonly ResourceClass[] = [MatterCreationForm, MatterNextStep];
