/** BX4xxx: simulation against compiled C++. */
export const verifyCodes = {} as const;
