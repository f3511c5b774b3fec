import { create } from 'zustand'

/** Where the list of users was last: the way back from a user leads to the same filters. */
export const useLastList = create<{ readonly search: string }>()(() => ({ search: '' }))
