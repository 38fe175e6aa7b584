import {
  BadUserInput,
  Forbidden,
  InsufficientScope,
  RateLimited,
  RequestRefused,
  RequestTooLong,
  UpstreamFailed,
} from "../../schema/errors.js";
import type { RestClient } from "../rest/client.js";
import { assertRowsOfKind, type Envelope, type EnvelopeReader } from "../rest/envelope.js";
import { addressOf, type Address, type Feature, type Read } from "../rest/read.js";
import { ignoredFields } from "./ignored-fields.js";
import type { Observation } from "./knowledge.js";
import { short } from "./list-sizes.js";
import type { Unsupported } from "./unsupported.js";
import { createWaiters, type UpstreamContext, type Waiters } from "../rest/waiters.js";

/** Sends the reads of one viewer; a read joins a request that is on its way with the same address. */
export interface Coalesce {
  /** Sends a read for some operations. `fresh`: it never joins a request already on its way. */
  send(read: Read, contexts: readonly UpstreamContext[], fresh: boolean): Promise<Envelope>;
  /** How many writes this viewer has made. Answers requested before the latest write may be stale. */
  readonly writes: number;
  /** Notes a write: from now on no read joins a request sent before it. */
  wrote(): void;
}

/** What a `Coalesce` is made of. */
export interface CoalesceParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  /** What endpoints do not support for this viewer. */
  readonly unsupported: Pick<Unsupported, "omitted" | "isClear">;
  readonly observe: (observation: Observation) => void;
  /** Whether operations share requests. */
  readonly shares: boolean;
}

interface UnderWay {
  readonly waiters: Waiters;
  readonly answer: Promise<Envelope>;
}

/** A read and the features omitted from its address. */
interface ReadToSend {
  readonly read: Read;
  readonly contexts: readonly UpstreamContext[];
  readonly fresh: boolean;
  readonly omitted: ReadonlySet<Feature>;
}

const isInclude = (feature: Feature): boolean => feature.startsWith("include ");

/** Creates the sender of one viewer's reads. */
export function createCoalesce({ client, envelopes, unsupported, observe, shares }: CoalesceParts): Coalesce {
  const underWay = new Map<string, UnderWay>();
  let writes = 0;

  /** Sends a request, or joins one on its way with the same address. */
  const request = ({ target }: Address, { read, contexts, fresh }: Omit<ReadToSend, "omitted">): Promise<Envelope> => {
    const same = shares && !fresh ? underWay.get(target) : undefined;
    // An aborted request cannot be joined: begin a new one.
    const waiters = same && !same.waiters.signal.aborted ? same.waiters : createWaiters();
    for (const context of contexts) waiters.join(context);
    if (same?.waiters === waiters) return same.answer;
    const answer = (async () => {
      try {
        let bytes = 0;
        const body = await client.get({ target, read }, waiters, (length) => (bytes = length));
        return { ...envelopes.read(read.resource, body), bytes };
      } finally {
        waiters.stopListening();
        if (underWay.get(target)?.waiters === waiters) underWay.delete(target);
      }
    })();
    underWay.set(target, { waiters, answer });
    return answer;
  };

  /** Asks again without the `fields[…]` that seem to have emptied the records, and observes whether they had. */
  const askWhole = async (toSend: ReadToSend, ignored: readonly Feature[]): Promise<Envelope> => {
    const { read, omitted } = toSend;
    const collection = findingKeyOf(read);
    const whole = await request(addressOf(read, new Set([...omitted, ...ignored])), toSend);
    const still = new Set(ignoredFields(whole, read));
    for (const feature of ignored)
      observe(
        still.has(feature)
          ? { kind: "clear", collection, feature }
          : { kind: "unsupported", collection, features: [feature], isShared: read.chosen === undefined },
      );
    return whole;
  };

  /** Retries a failed read without the features that may be the reason; rethrows if there are none. */
  const askPlain = async (toSend: ReadToSend, address: Address, all: Address, failure: unknown): Promise<Envelope> => {
    const { read, omitted } = toSend;
    const { path } = read.resource;
    if (failure instanceof RateLimited) observe({ kind: "limited" });
    // A side-loaded record may cause the failure: ask without includes.
    if (failure instanceof UpstreamFailed && address.parts.some(isInclude))
      return request(addressOf(read, new Set([...omitted, ...all.parts.filter(isInclude)])), toSend);
    const isAccessError = failure instanceof Forbidden || failure instanceof InsufficientScope;
    const mayBeFeatures = isAccessError || failure instanceof RequestRefused || failure instanceof BadUserInput;
    if (!mayBeFeatures || address.parts.length === 0) throw failure;
    const plain = await request(addressOf(read, new Set(all.parts)), toSend);
    const refused = { kind: "unsupported", features: address.parts } as const;
    if (isAccessError) observe({ ...refused, collection: path, isShared: false });
    // A too-long address says nothing about features: leaving them out merely shortened it.
    else if (!(failure instanceof RequestTooLong))
      observe({ ...refused, collection: findingKeyOf(read), isShared: read.chosen === undefined });
    return plain;
  };

  return {
    async send(read, contexts, fresh) {
      const { path } = read.resource;
      const findingKey = findingKeyOf(read);
      const all = addressOf(read);
      let omitted = unsupported.omitted(path, all.parts);
      if (findingKey !== path) omitted = new Set([...omitted, ...unsupported.omitted(findingKey, all.parts)]);
      const address = omitted.size > 0 ? addressOf(read, omitted) : all;
      const toSend = { read, contexts, fresh, omitted };
      let envelope: Envelope;
      try {
        envelope = await request(address, toSend);
      } catch (failure) {
        return assertRowsOfKind(await askPlain(toSend, address, all, failure));
      }
      // Accepted, so all its features are supported, under any conditions.
      if (address.parts.length > 0)
        for (const collection of findingKey === path ? [path] : [path, findingKey])
          observe({ kind: "supported", collection, features: address.parts });
      const isClear = (feature: Feature): boolean =>
        unsupported.isClear(path, feature) || unsupported.isClear(findingKey, feature);
      const ignored = ignoredFields(envelope, read).filter((feature) => address.parts.includes(feature) && !isClear(feature));
      if (ignored.length === 0) return assertRowsOfKind(envelope);
      return assertRowsOfKind(await askWhole(toSend, ignored));
    },
    get writes() {
      return writes;
    },
    wrote() {
      writes += 1;
      underWay.clear();
    },
  };
}

/** The key that a finding about a read is stored under: the collection, or exactly these caller-chosen conditions. */
const findingKeyOf = ({ resource, chosen }: Read): string =>
  chosen === undefined ? resource.path : `conditions ${short(chosen)}`;
