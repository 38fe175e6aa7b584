const urlOf = (target: string): URL | undefined => (URL.canParse(target) ? new URL(target) : undefined);

/** Whether a hook can have this target at all. */
export const isDeliverable = (target: string): boolean => /^https?:$/.test(urlOf(target)?.protocol ?? "");

/** Whether a target's host is one of those set aside for examples, which nobody can be reached at. */
export const isExampleHost = (target: string): boolean => /\.(example|invalid)$/.test(urlOf(target)?.hostname ?? "");
