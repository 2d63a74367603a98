/** The built-in model that answers without any AI, architecture.md §6: the page says so wherever it answers. */
export const isDemo = (model: string | undefined): boolean => model?.startsWith('demo/') ?? false;

/** Refusals that another model may not meet: the page offers to choose one. */
const OF_THE_MODEL: ReadonlySet<string> = new Set(['MODEL_UNAVAILABLE', 'BUDGET_EXCEEDED']);
export const needsAnotherModel = (code: string): boolean => OF_THE_MODEL.has(code);
