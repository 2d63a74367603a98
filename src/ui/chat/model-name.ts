/** The built-in model that answers without any AI, architecture.md §6: the page says so wherever it answers. */
export const isDemo = (model: string | undefined): boolean => model?.startsWith('demo/') ?? false;
