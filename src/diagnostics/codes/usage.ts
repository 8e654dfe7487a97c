/** BX7xxx: how a command was called. */
export const usageCodes = {} as const;
