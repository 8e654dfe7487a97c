import { assertNever } from "../../support/errors.js";
import type { Plan, ReferenceStep, Step } from "../step.js";
import { createModule, type ModuleBuilder } from "./assembler.js";
import { emitFold } from "./fold.js";
import { createLayout, type DataPiece, type Layout } from "./layout.js";
import { emitMap } from "./map.js";
import { emitMatrix } from "./matrix.js";

/** What runs a block, in order: exported functions without parameters or results, and what is left to `evaluate`. */
export type Segment = { readonly kind: "compiled"; readonly name: string } | ReferenceStep;

/** A plan as a module that imports its memory as `env.memory`. */
export interface CompiledPlan {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Pages of 64 KiB that the memory needs. */
  readonly pages: number;
  /** To be written into the memory before the first block; everything else starts as 0. */
  readonly data: readonly DataPiece[];
  readonly layout: Layout;
  readonly segments: readonly Segment[];
}

const PAGE_BYTES = 65_536;

/** `events` is the size of a block, a multiple of 16; `ports` may add functions that move values into and out of rows. */
export function compilePlan(
  plan: Plan,
  events: number,
  ports: (module: ModuleBuilder, layout: Layout) => void = () => undefined,
): CompiledPlan {
  const layout = createLayout(plan, events);
  const module = createModule();
  const segments: Segment[] = [];
  let run: number[] = [];
  const endRun = (): void => {
    if (run.length === 0) return;
    const name = `run${segments.length}`;
    const funcs = run;
    module.func([], [], (code) => funcs.forEach(code.call), name);
    segments.push({ kind: "compiled", name });
    run = [];
  };
  for (const step of plan.steps) {
    if (step.kind !== "reference") run.push(emitStep(module, layout, step));
    else {
      endRun();
      segments.push(step);
    }
  }
  endRun();
  ports(module, layout);
  const bytes = module.finish();
  return { bytes, pages: Math.ceil(layout.data.end() / PAGE_BYTES), data: layout.data.pieces(), layout, segments };
}

function emitStep(module: ModuleBuilder, layout: Layout, step: Exclude<Step, ReferenceStep>): number {
  switch (step.kind) {
    case "map":
      return emitMap(module, layout, step);
    case "fold":
      return emitFold(module, layout, step);
    case "matrix":
      return emitMatrix(module, layout, step);
    default:
      return assertNever(step, "step");
  }
}
