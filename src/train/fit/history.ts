/** What an epoch gave. */
export interface EpochRecord {
  readonly phase: string;
  /** Of the phase, from 1. */
  readonly epoch: number;
  /** Learning rate of the last step. */
  readonly rate: number;
  /** Mean over the events of the epoch, while weights moved. */
  readonly loss: number;
  /** Parts that the loss told, over the same events. */
  readonly parts: Readonly<Record<string, number>>;
  /** Loss of the validation events after the epoch. */
  readonly validationLoss?: number;
  /** Over the validation events, or all where there are none. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Effective bit operations of one event, where quantizers told them. */
  readonly bits?: number;
  /** Share of weights that are 0. */
  readonly sparsity: number;
}

export interface History {
  readonly epochs: readonly EpochRecord[];
  /** Of each epoch: apart, because all else is the same in every run. */
  readonly seconds: readonly number[];
}

/** The history as JSON without its times: the same bytes for the same training. NaN is null. */
export function historyJson({ epochs }: History): string {
  return `${JSON.stringify({ epochs }, null, 2)}\n`;
}
