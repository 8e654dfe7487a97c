import type { ValueId } from "../../ir/graph.js";
import type { Buffer, Step, Storage, View } from "../step.js";
import { wholeBuffer } from "./storage.js";

/** Buffers of a plan while it grows; how long each lives is told by the steps in the end. */
export interface Rows {
  readonly allocate: (storage: Storage, rows: number) => View;
  /** All buffers, each alive from the step that writes it to the last that reads it. */
  readonly finish: (
    steps: readonly Step[],
    views: ReadonlyMap<ValueId, View>,
    kept: { readonly fromStart: readonly ValueId[]; readonly toEnd: readonly ValueId[] },
  ) => readonly Buffer[];
}

export function createRows(): Rows {
  const allocated: { readonly storage: Storage; readonly rows: number }[] = [];
  return {
    allocate: (storage, rows) => wholeBuffer(allocated.push({ storage, rows }) - 1, storage, rows),
    finish: (steps, views, { fromStart, toEnd }) => {
      const lives = allocated.map(() => ({ born: steps.length, dies: -1 }));
      const touch = (view: View | undefined, position: number): void => {
        let last = -1;
        for (const buffer of view?.buffer ?? []) {
          const life = lives[buffer];
          if (buffer === last || life === undefined) continue;
          last = buffer;
          life.born = Math.min(life.born, position);
          life.dies = Math.max(life.dies, position);
        }
      };
      for (const id of fromStart) touch(views.get(id), -1);
      steps.forEach((step, position) => {
        for (const view of viewsOf(step, views)) touch(view, position);
      });
      for (const id of toEnd) touch(views.get(id), steps.length);
      return allocated.map((buffer, i) => ({ ...buffer, ...(lives[i] as { born: number; dies: number }) }));
    },
  };
}

/** All rows that a step reads or writes. */
function viewsOf(step: Step, views: ReadonlyMap<ValueId, View>): readonly (View | undefined)[] {
  if (step.kind === "reference")
    return [...step.nodes.flatMap(({ inputs }) => inputs.map((id) => views.get(id))), step.write];
  const feeds = step.feeds.map((feed) => (feed.kind === "rows" ? feed.view : undefined));
  switch (step.kind) {
    case "map":
      return [...feeds, ...step.writes];
    case "fold":
      return [...feeds, ...step.terms, step.write];
    case "matrix":
      return [...feeds, ...step.panels.map(({ inputs }) => inputs), step.write];
    default:
      return step satisfies never;
  }
}
