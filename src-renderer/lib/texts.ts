/**
 * The shape that another language's texts must have: the same keys, except that what English tells apart for one and
 * for many may be one text elsewhere.
 */
export type Texts<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Texts<T[K]>
}
