/** BX2xxx: the configuration. */
export const configCodes = {} as const;
