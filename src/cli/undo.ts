import { constants } from "node:os";

type Undo = () => void;

/** What is to be undone if the program is interrupted, the latest first. */
const pending = new Set<Undo>();

const interrupt = (signal: "SIGINT" | "SIGTERM" | "SIGHUP"): void => {
  for (const undo of [...pending].reverse()) undo();
  process.exit(128 + constants.signals[signal]);
};
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Has `undo` run if the user interrupts the program (Ctrl-C); the function returned says that there is no more need. */
export function undoOnInterrupt(undo: Undo): () => void {
  if (pending.size === 0) for (const signal of SIGNALS) process.on(signal, interrupt);
  pending.add(undo);
  return () => {
    pending.delete(undo);
    if (pending.size === 0) for (const signal of SIGNALS) process.off(signal, interrupt);
  };
}
