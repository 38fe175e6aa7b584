import { GraphQLID } from "graphql";
import type { WriteInput } from "../schema/derive/input.js";
import { payloadOf, type UserError } from "../schema/derive/payload.js";
import { USER_ERRORS } from "../schema/derive/names.js";
import { MatterType } from "../schema/resources/matter-type.js";
import { Matter } from "../schema/resources/matter.js";
import { ParticipantType } from "../schema/resources/participant-type.js";
import { Participant } from "../schema/resources/participant.js";
import { StepDataField } from "../schema/resources/step-data-field.js";
import { resourceOf } from "../schema/vocabulary/resource.js";
import {
  changeMatterStepInput,
  createMatterInput,
  type ParticipantsOfTypeInput,
  type StepDataFieldValueInput,
} from "../schema/workflow/inputs.js";
import { MatterCreationForm } from "../schema/workflow/matter-creation-form.js";
import { MatterNextStep } from "../schema/workflow/matter-next-step.js";
import type { WriteDraft, WriteRequest } from "./context.js";
import { defineResolver, type Call, type ResolverClass } from "./define.js";
import { draftOf, userError, userErrorsOf, type InputPath, type InputValues } from "./write-drafts.js";
import { restIdOf } from "./ids.js";
import { selectionBelow } from "./selection.js";

const matter = resourceOf(Matter);
const creation = resourceOf(MatterCreationForm);
const nextStep = resourceOf(MatterNextStep);
const INPUT: InputPath = ["input"];

const createPayload = payloadOf("CreateMatterPayload", "matter", Matter, true, "The new matter; null when it was not created.");
const changePayload = payloadOf(
  "ChangeMatterStepPayload",
  "matter",
  Matter,
  true,
  "The matter as it is now; null when it was not moved.",
);

/** The fields that create matters and move them to another step, for which Actionstep has verbs (protocol 4.1, 4.2). */
export function matterWorkflow(): readonly ResolverClass[] {
  const roots = defineResolver("MatterWorkflowRoots");
  roots.query<{ matterTypeId: string }>({
    name: "matterCreationForm",
    type: MatterCreationForm,
    nullable: true,
    description:
      "What creating a matter of one type asks for; null when there is no such type. All that the form itself links to comes with it, in one request.",
    args: [{ name: "matterTypeId", type: GraphQLID, description: "Id of the MatterType." }],
    async resolve({ args, context }) {
      context.viewer.requireScope(creation);
      const restId = restIdOf(resourceOf(MatterType), "matterTypeId", args.matterTypeId);
      return (await context.records.form(creation, restId))[0] ?? null;
    },
  });
  roots.mutation<{ input: InputValues }>({
    name: "createMatter",
    type: createPayload.type,
    nullable: true,
    description: "Opens a new matter at the first step of its type's workflow.",
    args: [{ name: "input", type: createMatterInput.type, description: "What to write." }],
    resolve(call) {
      call.context.viewer.requireScope(creation);
      return submit(call, createMatterInput, createPayload.member, (draft) => ({
        verb: "create",
        resource: matter,
        to: creation.path,
        answersUnder: creation.path,
        drafts: [draft],
      }));
    },
  });
  roots.mutation<{ input: InputValues }>({
    name: "changeMatterStep",
    type: changePayload.type,
    nullable: true,
    description: "Moves a matter to one of its next steps.",
    args: [{ name: "input", type: changeMatterStepInput.type, description: "What to write." }],
    resolve(call) {
      call.context.viewer.requireScope(nextStep);
      const about = restIdOf(matter, "input.matterId", String(call.args.input["matterId"]));
      return submit(call, changeMatterStepInput, changePayload.member, ({ attributes, links }) => {
        // Unlike actioncreate, actionchangestep takes the assignee as an attribute (protocol 4.2).
        const { assignedToParticipant, ...others } = links;
        const draft: WriteDraft = {
          attributes: { ...attributes, ...(assignedToParticipant !== undefined && { assignedToParticipant }) },
          links: others,
        };
        return { verb: "create", resource: matter, to: nextStep.path, about: [about], drafts: [draft] };
      });
    },
  });

  const ofMatter = defineResolver("MatterWorkflow", Matter);
  ofMatter.field({
    name: "nextSteps",
    type: [MatterNextStep],
    nullable: true,
    description:
      "The steps the matter can move to next, and what each asks for. One request for each matter: Actionstep takes no several at once.",
    resolve({ root, context }) {
      context.viewer.requireScope(nextStep);
      return context.records.form(nextStep, root.restId!);
    },
  });
  return [roots, ofMatter];
}

/** The members `participantType<N>` and `stepDataField<N>` of a verb's body, which have an id in their names (protocol 4.1, 4.2). */
function numberedMembers(input: InputValues): {
  readonly draft: WriteDraft;
  readonly places: ReadonlyMap<string, InputPath>;
  readonly problems: readonly UserError[];
} {
  const problems: UserError[] = [];
  const attributes: Record<string, unknown> = {};
  const links: Record<string, readonly string[] | null> = {};
  const places = new Map<string, InputPath>();
  const participants = (input["participants"] ?? []) as readonly ParticipantsOfTypeInput[];
  participants.forEach(({ participantTypeId, participantIds }, index) => {
    const path = [...INPUT, "participants", String(index)];
    const type = restIdOf(resourceOf(ParticipantType), [...path, "participantTypeId"].join("."), participantTypeId);
    const ids = participantIds.map((id, at) => restIdOf(resourceOf(Participant), [...path, "participantIds", at].join("."), id));
    const name = `participantType${type}`;
    const all = [...new Set([...(links[name] ?? []), ...ids])];
    links[name] = all.length > 0 ? all : null;
    places.set(name, path);
  });
  const values = (input["stepDataFields"] ?? []) as readonly StepDataFieldValueInput[];
  values.forEach(({ stepDataFieldId, value }, index) => {
    const path = [...INPUT, "stepDataFields", String(index)];
    const name = `stepDataField${restIdOf(resourceOf(StepDataField), [...path, "stepDataFieldId"].join("."), stepDataFieldId)}`;
    if (name in attributes) problems.push(userError("DUPLICATE", [...path, "stepDataFieldId"]));
    attributes[name] = value ?? null;
    places.set(name, [...path, "value"]);
  });
  return { draft: { attributes, links }, places, problems };
}

/** The path of the input list in which a missing member belongs. */
function missingPlace(name: string): InputPath | undefined {
  if (/^participantType\d+$/.test(name)) return [...INPUT, "participants"];
  return /^stepDataField\d+$/.test(name) ? [...INPUT, "stepDataFields"] : undefined;
}

async function submit(
  { args, context, info }: Call<{ input: InputValues }>,
  input: WriteInput,
  member: string,
  requestOf: (draft: WriteDraft) => WriteRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const { draft, problems: found } = draftOf(input.members, args.input, INPUT);
  const more = numberedMembers(args.input);
  const problems = [...found, ...more.problems];
  if (problems.length > 0) return { [member]: null, [USER_ERRORS]: problems };
  const written = await context.records.write({
    ...requestOf({
      attributes: { ...draft.attributes, ...more.draft.attributes },
      links: { ...draft.links, ...more.draft.links },
    }),
    selection: selectionBelow(context, info, matter, member),
  });
  if (!written.validationErrors) return { [member]: written.records[0] ?? null, [USER_ERRORS]: [] };
  const errors = userErrorsOf(written.validationErrors, matter, input.members, () => INPUT);
  return {
    [member]: null,
    [USER_ERRORS]: errors.map((error, index) => {
      const named = written.validationErrors[index]!.member ?? "";
      const place = more.places.get(named) ?? missingPlace(named);
      return place ? { ...error, field: place } : error;
    }),
  };
}
