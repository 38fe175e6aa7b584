import DataLoader from "dataloader";

/** Asks that one request can answer, by what they have in common. */
export function grouped<Ask>(asks: readonly Ask[], keyOf: (ask: Ask) => unknown): [Ask, ...Ask[]][] {
  const groups = new Map<unknown, [Ask, ...Ask[]]>();
  for (const ask of asks) {
    const key = keyOf(ask);
    const group = groups.get(key);
    if (group) group.push(ask);
    else groups.set(key, [ask]);
  }
  return [...groups.values()];
}

/** After this turn of the event loop, and what has arrived by the end of it. */
const soon = (flush: () => void): void => void setImmediate(() => setImmediate(flush));

/**
 * Gathers what is asked for as long as there is anything left to run: all that this turn of the event loop brought, be
 * it one operation's or several's, has then been resolved as far as it goes. No timer is waited for. Each ask has its
 * answer as soon as that is there, whatever becomes of the others.
 */
export function createBatch<Ask, Answer>(
  answerAll: (asks: readonly Ask[]) => readonly Promise<Answer>[],
): (ask: Ask) => Promise<Answer> {
  const loader = new DataLoader<Ask, { readonly answer: Promise<Answer> }>(
    async (asks) =>
      answerAll(asks).map((answer) => {
        // Whoever asked hears of a failure; until they listen, nobody else need.
        answer.catch(() => undefined);
        return { answer };
      }),
    { cache: false, batchScheduleFn: soon },
  );
  return async (ask) => (await loader.load(ask)).answer;
}
