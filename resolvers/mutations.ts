import type { DerivedResource } from "../schema/derive/index.js";
import type { WriteInput } from "../schema/derive/input.js";
import type { Payload, UserError } from "../schema/derive/payload.js";
import { USER_ERRORS, upperFirst } from "../schema/derive/names.js";
import type { BulkVerb } from "../schema/vocabulary/resource.js";
import type { WriteDraft, WriteResult } from "./context.js";
import { defineResolver, type Call, type ResolverClass } from "./define.js";
import {
  MAX_AT_ONCE,
  draftOf,
  isEmpty,
  tooLong,
  tooMany,
  userError,
  userErrorsOf,
  type InputPath,
  type InputValues,
} from "./write-drafts.js";
import { restIdOf } from "./ids.js";
import { selectionBelow } from "./selection.js";

/** The first sentence of a mutation's description, by verb. */
const sentences: Readonly<Record<BulkVerb, (one: string) => string>> = {
  create: (one) => `Makes a new ${one}.`,
  update: (one) => `Changes a ${one}: only what is given.`,
  delete: (one) => `Deletes a ${one}.`,
};
const sentencesForSeveral: Readonly<Record<BulkVerb, (many: string) => string>> = {
  create: (many) => `Makes several ${many} in one request.`,
  update: (many) => `Changes several ${many} in one request: of each only what is given.`,
  delete: (many) => `Deletes several ${many} in one request.`,
};

/** The mutations of one resource, by the verbs in its file: of one record and, where it says so, of several. */
export function mutationsOf(resource: DerivedResource): ResolverClass | undefined {
  const verbs = (["create", "update", "delete"] as const).filter((verb) => resource.can.includes(verb));
  if (verbs.length === 0) return undefined;
  const resolver = defineResolver(`${resource.type}Mutations`);
  for (const verb of verbs) {
    const input = resource.inputs[verb]!;
    resolver.mutation<{ input: InputValues }>({
      name: `${verb}${resource.type}`,
      type: resource.payloads.one[verb]!.type,
      nullable: true,
      description: `${sentences[verb](resource.one)} ${resource.description}`,
      args: [{ name: "input", type: input.type, description: "What to write." }],
      resolve: (call) => write({ resource, verb, input, payload: resource.payloads.one[verb]! }, [call.args.input], call),
    });
    const payload = resource.payloads.many[verb];
    if (!payload) continue;
    resolver.mutation<{ input: readonly InputValues[] }>({
      name: `${verb}${upperFirst(resource.many)}`,
      type: payload.type,
      nullable: true,
      description: `${sentencesForSeveral[verb](resource.many)} At most ${MAX_AT_ONCE}. ${resource.description}`,
      args: [{ name: "input", type: [input.type], description: "What to write, record by record." }],
      resolve: (call) => write({ resource, verb, input, payload, isBulk: true }, call.args.input, call),
    });
  }
  return resolver;
}

interface Mutation {
  readonly resource: DerivedResource;
  readonly verb: BulkVerb;
  readonly input: WriteInput;
  readonly payload: Payload;
  readonly isBulk?: true;
}

type PayloadValue = Readonly<Record<string, unknown>>;

/** Checks the inputs, writes them, and returns the payload. */
async function write(
  mutation: Mutation,
  inputs: readonly InputValues[],
  { context, info }: Call<unknown>,
): Promise<PayloadValue> {
  const { resource, verb, input, payload, isBulk } = mutation;
  context.viewer.requireScope(resource);
  const pathOf = (index = 0): InputPath => (isBulk ? ["input", String(index)] : ["input"]);
  const { drafts, problems } = draftsOf(mutation, inputs, pathOf);
  if (problems.length > 0 || drafts.length === 0) return answer(payload, isBulk ? [] : null, problems);
  const written = await context.records.write({
    verb,
    resource,
    drafts,
    isBulk: isBulk ?? false,
    selection: verb === "delete" ? undefined : selectionBelow(context, info, resource, payload.member),
  });
  // Where several records are written and an error does not say which one it is about, it has no path.
  const failedPath = (index = inputs.length === 1 ? 0 : inputs.length): InputPath | undefined =>
    isBulk && index >= inputs.length ? undefined : pathOf(index);
  if (written.validationErrors)
    return answer(payload, isBulk ? [] : null, userErrorsOf(written.validationErrors, resource, input.members, failedPath));
  return answer(payload, shown(mutation, drafts, written), []);
}

const answer = ({ member }: Payload, value: unknown, problems: readonly UserError[]): PayloadValue => ({
  [member]: value,
  [USER_ERRORS]: problems,
});

/** The value of the payload's member: the written records, or the ids of the deleted ones. */
function shown({ resource, verb, isBulk }: Mutation, drafts: readonly WriteDraft[], { records = [] }: WriteResult): unknown {
  const all = verb === "delete" ? drafts.map(({ restId }) => `${resource.type}:${restId!}`) : records;
  return isBulk ? all : (all[0] ?? null);
}

function draftsOf(
  { resource, verb, input, isBulk }: Mutation,
  inputs: readonly InputValues[],
  pathOf: (index?: number) => InputPath,
): { drafts: readonly WriteDraft[]; problems: readonly UserError[] } {
  const excess = tooMany(inputs.length, ["input"]);
  if (excess.length > 0) return { drafts: [], problems: excess };
  const problems: UserError[] = [];
  const seen = new Set<string>();
  const drafts = inputs.map((values, index) => {
    const path = pathOf(index);
    const restId = verb === "create" ? undefined : restIdOf(resource, [...path, "id"].join("."), String(values["id"]));
    const { draft, problems: found } = draftOf(input.members, values, path, restId);
    problems.push(...found);
    if (verb === "update" && found.length === 0 && isEmpty(draft)) problems.push(userError("NOTHING_TO_WRITE", path));
    if (isBulk && restId !== undefined && seen.size === seen.add(restId).size)
      problems.push(userError("DUPLICATE", [...path, "id"]));
    return draft;
  });
  const ids = drafts.flatMap(({ restId }) => restId ?? []);
  return { drafts, problems: [...problems, ...(isBulk ? tooLong(ids, ["input"]) : [])] };
}
