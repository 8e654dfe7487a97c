import type { Io } from "./io.js";

/** Seconds between two states of the bar, and between two lines where there is no terminal. */
const BAR_SECONDS = 0.1;
const LINE_SECONDS = 5;

/** Characters of the bar itself. */
const BAR_WIDTH = 24;

/** How far a long run is. */
export interface Progress {
  readonly update: (done: number, all: number) => void;
  /** Clears the bar away. */
  readonly end: () => void;
}

/**
 * A bar on a terminal, with rate and remaining time; elsewhere a line every few seconds. `clock` gives seconds. Runs
 * that end at once say nothing.
 */
export function createProgress({ stderr, columns }: Io, clock = () => performance.now() / 1000): Progress {
  const start = clock();
  let last = start;
  let drawn = false;
  const update = (done: number, all: number): void => {
    const now = clock();
    if (done === all || now - last < (columns === undefined ? LINE_SECONDS : BAR_SECONDS)) return;
    last = now;
    const rate = done / (now - start);
    const percent = `${Math.floor((100 * done) / all)} %`;
    const text = `${percent.padStart(5)}  ${rateText(rate)}  ${timeText((all - done) / rate)} left`;
    if (columns === undefined) return stderr(`${text.trimStart()}\n`);
    const filled = Math.floor((BAR_WIDTH * done) / all);
    const bar = `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`;
    stderr(`\r\x1b[K${`${bar}${text}`.slice(0, columns - 1)}`);
    drawn = true;
  };
  const end = (): void => {
    if (drawn) stderr("\r\x1b[K");
  };
  return { update, end };
}

/** `2.41 M events/s` */
export function rateText(perSecond: number): string {
  const [scale, unit] = perSecond >= 1e6 ? [1e6, " M"] : perSecond >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${(perSecond / scale).toPrecision(3)}${unit} events/s`;
}

/** `0:07`, `12:05`, `3:00:00` */
function timeText(seconds: number): string {
  const all = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (number: number): string => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
