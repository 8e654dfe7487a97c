import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.js";

/** What is said when so many of 1000 events are done at these seconds. */
function said(columns: number | undefined, states: readonly (readonly [number, number])[]): string[] {
  const texts: string[] = [];
  let now = 0;
  const io = {
    stdout: () => undefined,
    stderr: (text: string) => void texts.push(text),
    env: {},
    color: false,
    columns,
  };
  const progress = createProgress(io, () => now);
  for (const [seconds, done] of states) {
    now = seconds;
    progress.update(done, 1000);
  }
  progress.end();
  return texts;
}

describe("progress", () => {
  it("is a bar on a terminal, cleared in the end", () => {
    const clear = "\r\x1b[K";
    expect(
      said(80, [
        [0.05, 10],
        [1, 250],
        [1.05, 260],
        [2, 1000],
      ]),
    ).toEqual([`${clear}${"█".repeat(6)}${"░".repeat(18)} 25 %  250 events/s  0:03 left`, clear]);
    expect(said(20, [[1, 250]])[0]).toHaveLength(clear.length + 19);
  });

  it("is a line every few seconds elsewhere, and nothing for short runs", () => {
    expect(
      said(undefined, [
        [1, 100],
        [4, 400],
        [6, 500],
        [7, 600],
        [12, 999],
      ]),
    ).toEqual(["50 %  83.3 events/s  0:06 left\n", "99 %  83.3 events/s  0:01 left\n"]);
    expect(
      said(undefined, [
        [1, 100],
        [2, 1000],
      ]),
    ).toEqual([]);
  });
});
