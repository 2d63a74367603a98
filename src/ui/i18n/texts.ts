/** The keys of a piece of the English catalogue, and any words for them. */
export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
