/** Remembers what was opened, and what is being opened; not a failure, after which the next call tries again. */
export function openedOnce<Arguments extends readonly unknown[], Opened extends { close(): Promise<void> }>(
  open: (...given: Arguments) => Promise<Opened>,
) {
  let opened: Promise<Opened> | undefined;
  return {
    open: (...given: Arguments): Promise<Opened> => {
      opened ??= open(...given).catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    /** Closes it where it was opened. */
    close: async (): Promise<void> => {
      // One that could not be opened is closed.
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
