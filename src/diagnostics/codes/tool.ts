/** BX5xxx: compilers and other tools. */
export const toolCodes = {} as const;
