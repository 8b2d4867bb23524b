/** What a scanner is told of the records it is to find its way in: names, and nothing of what they mean. */

/** A member that is wanted: by its name, or only some members of it, or of each object in its list. */
export type Wanted = {
  readonly name: string;
  /** Where it holds an object, or a list of objects: only these of their members. */
  readonly members?: readonly string[];
};

/** Of records that agree in these members one part is the same, whatever else they hold. */
export type PartPlan<Value> = {
  readonly wanted: readonly Wanted[];
  /**
   * Different ones that are known again; past them all are forgotten and learnt anew. Default: 16,384,
   * as far as they fit into 2 MiB; others have 128 bytes each.
   */
  readonly most?: number;
  /**
   * Reads the part from a record that holds, besides the filler, only what is wanted. `undefined`
   * where such records are none of the scanner's.
   */
  readonly read: (record: { readonly [name: string]: unknown }) => Value | undefined;
};

/** A text that differs from record to record, and what it must be. */
export type SlotPlan = {
  readonly name: string;
  /**
   * `guid`: in lower case, not all zeros. `instant`: RFC 3339 in UTC with `Z`, of the years from 2000
   * on, nine digits of a second at most.
   */
  readonly kind: 'guid' | 'instant';
  /** Where there is an envelope, whether it stands there; a record without one is its own. */
  readonly isOfEnvelope?: boolean;
  /** A record without it is as good. */
  readonly isOptional?: boolean;
};

export type ScanPlan<Parts, Slot extends string> = {
  /** Bytes of the longest line that is looked at. */
  readonly longest: number;
  /** A record may lie in this member; then what stands around it is its envelope. */
  readonly envelope: string;
  readonly slots: { readonly [Name in Slot]: SlotPlan };
  /** Members, of the record or its envelope, whose presence makes a record none of the scanner's. */
  readonly odd: readonly string[];
  /** Members that stand for the slots where a part is read. */
  readonly filler: { readonly [name: string]: unknown };
  readonly parts: { readonly [Name in keyof Parts]: PartPlan<Parts[Name]> };
};
