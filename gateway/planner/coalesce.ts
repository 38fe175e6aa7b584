import {
  BadUserInput,
  Forbidden,
  InsufficientScope,
  RateLimited,
  RequestRefused,
  RequestTooLong,
  UpstreamFailed,
} from "../../schema/errors.js";
import { createBatch, grouped } from "./batch.js";
import { failureFor, type RestClient } from "../rest/client.js";
import { ofTheKind, type Envelope, type EnvelopeReader } from "../rest/envelope.js";
import { createWaiters, type UpstreamContext, type Waiters } from "./waiters.js";
import { short } from "./list-sizes.js";
import { addressOf, mergedFields, mergedIncludes, type Address, type Feature, type Read } from "../rest/read.js";
import type { Unsupported } from "./unsupported.js";
import { ignoredFields } from "./ignored-fields.js";

/** Sends the reads of one viewer's operations, those that can be one request as one. */
export interface Exchange {
  read(read: Read, asker: UpstreamContext, options?: { readonly fresh?: boolean }): Promise<Envelope>;
  /** How many writes this viewer has made; what was asked for before the last may be older than it. */
  readonly writes: number;
  /** After a write: nobody joins a read that was on its way before. */
  forget(): void;
}

/** What an exchange is made of. */
export interface ExchangeParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  /** What endpoints refuse to this viewer. */
  readonly refusals: Unsupported;
  /** Called whenever Actionstep asked for a pause. */
  readonly onLimited: () => void;
  /** Whether operations share requests. */
  readonly shares: boolean;
}

interface Ask {
  readonly read: Read;
  readonly asker: UpstreamContext;
  readonly fresh: boolean;
}

interface UnderWay {
  readonly party: Waiters;
  readonly answer: Promise<Envelope>;
}

/** Makes the exchange of one viewer. */
export function createExchange(parts: ExchangeParts): Exchange {
  const { shares } = parts;
  const underWay = new Map<string, UnderWay>();
  let writes = 0;

  /** Sends a request, or joins one that is on its way already. */
  const send = ({ target }: Address, read: Read, askers: readonly UpstreamContext[], fresh: boolean): Promise<Envelope> => {
    const same = shares && !fresh ? underWay.get(target) : undefined;
    const party = same && !same.party.signal.aborted ? same.party : createWaiters();
    for (const asker of askers) party.join(asker);
    if (same?.party === party) return same.answer;
    let bytes = 0;
    const answer = parts.client
      .get({ target, read }, party, (length) => (bytes = length))
      .then((body) => ({ ...parts.envelopes.read(read.resource, body), bytes }))
      .finally(() => {
        party.dismiss();
        if (underWay.get(target)?.party === party) underWay.delete(target);
      });
    underWay.set(target, { party, answer });
    return answer;
  };

  /** Asks without the choices of fields that seem to have taken away what was asked for. */
  const lookAgain = async (
    read: Read,
    askers: readonly UpstreamContext[],
    { host, omitted, doubtful, fresh }: { host: string; omitted: ReadonlySet<Feature>; doubtful: readonly Feature[]; fresh: boolean },
  ): Promise<Envelope> => {
    const place = placeOf(read);
    const whole = await send(addressOf(read, new Set([...omitted, ...doubtful])), read, askers, fresh);
    const still = new Set(ignoredFields(whole, read));
    for (const part of doubtful) {
      if (still.has(part)) parts.refusals.clear(host, place, part);
      else parts.refusals.refused(host, place, [part], read.chosen === undefined);
    }
    return whole;
  };

  /** Leaves out what the endpoint is known to refuse; where it refuses what is left, asks for the plain records. */
  const dispatch = async (read: Read, askers: readonly UpstreamContext[], fresh: boolean): Promise<Envelope> => {
    const { refusals } = parts;
    const { path } = read.resource;
    const place = placeOf(read);
    const whole = addressOf(read);
    const host = await parts.client.host(askers[0]!);
    const omitted = new Set(refusals.omitted(host, path, whole.parts));
    if (place !== path) for (const part of refusals.omitted(host, place, whole.parts)) omitted.add(part);
    const address = omitted.size > 0 ? addressOf(read, omitted) : whole;
    try {
      const envelope = await send(address, read, askers, fresh);
      // That it was accepted says that no part is at fault, whatever the conditions were.
      for (const each of new Set([path, place])) refusals.accepted(host, each, address.parts);
      const isClear = (part: Feature): boolean => refusals.isClear(host, path, part) || refusals.isClear(host, place, part);
      const doubtful = ignoredFields(envelope, read).filter((part) => address.parts.includes(part) && !isClear(part));
      if (doubtful.length === 0) return ofTheKind(envelope);
      return ofTheKind(await lookAgain(read, askers, { host, omitted, doubtful, fresh }));
    } catch (error) {
      if (error instanceof RateLimited) parts.onLimited();
      const isInclude = (part: Feature): boolean => part.startsWith("include ");
      // A record that comes along may be what Actionstep fails over; read by itself it fails alone.
      if (error instanceof UpstreamFailed && address.parts.some(isInclude))
        return ofTheKind(
          await send(addressOf(read, new Set([...omitted, ...whole.parts.filter(isInclude)])), read, askers, fresh),
        );
      const isOwn = error instanceof Forbidden || error instanceof InsufficientScope;
      const mayBeParts = isOwn || error instanceof RequestRefused || error instanceof BadUserInput;
      if (!mayBeParts || address.parts.length === 0) throw error;
      const plain = ofTheKind(await send(addressOf(read, new Set(whole.parts)), read, askers, fresh));
      // An address that is too long without its parts is not, says nothing of them.
      const isLength = error instanceof RequestTooLong;
      if (isOwn) refusals.refused(host, path, address.parts, false);
      else if (!isLength) refusals.refused(host, place, address.parts, read.chosen === undefined);
      return plain;
    }
  };

  const ask = createBatch<Ask, Envelope>((asks) => {
    const answers = new Map<Ask, Promise<Envelope>>();
    for (const group of grouped(asks, shares ? keyOf : (each) => each)) {
      const read = group.map((each) => each.read).reduce(merged);
      const askers = [...new Set(group.map(({ asker }) => asker))];
      const isFresh = group.some(({ fresh }) => fresh);
      const answer = dispatch(read, askers, isFresh);
      for (const each of group) answers.set(each, answer);
    }
    return asks.map(async (each) => {
      try {
        return await answers.get(each)!;
      } catch (error) {
        throw failureFor(each.asker, error);
      }
    });
  });

  return {
    read: (read, asker, { fresh = false } = {}) => ask({ read, asker, fresh }),
    get writes() {
      return writes;
    },
    forget() {
      writes += 1;
      underWay.clear();
    },
  };
}

/** What a finding about a read's parts holds for: its collection, or that with just these conditions of the caller's. */
const placeOf = ({ resource, chosen }: Read): string => (chosen === undefined ? resource.path : `conditions ${short(chosen)}`);

/** Reads with the same key are for the same rows, whatever is wanted of them. */
const keyOf = ({ read: { resource, items, parameters, parts } }: Ask): string =>
  JSON.stringify([resource.path, items, parameters, parts]);

const merged = (one: Read, other: Read): Read => ({
  ...one,
  hasConditions: one.hasConditions || other.hasConditions,
  includes: mergedIncludes(one.includes, other.includes),
  fields: mergedFields(one.fields, other.fields),
});
