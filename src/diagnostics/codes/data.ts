/** BX3xxx: input and output data. */
export const dataCodes = {} as const;
