/** A row that cannot be read: cut, edited, or by another hand. It counts as never written, and is told. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/** Hears, in a sentence, which row is damaged and how. */
export type TellDamaged = (what: string) => void;

/** What is read of a row; `undefined` where the row is damaged. Any other error goes on. */
export function unlessDamaged<Value>(read: () => Value, tell: TellDamaged): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    tell(error.message);
    return undefined;
  }
}
