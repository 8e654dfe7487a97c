export const MERGE_FUNCTIONS = ["add", "sub", "mul", "div", "max", "min"] as const;
export type MergeFunction = (typeof MERGE_FUNCTIONS)[number];
