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
  /** Hardly two records agree in it: then its members, whole ones, must be wanted by no other part. */
  readonly varies?: boolean;
  /**
   * Reads the part from a record that holds, besides the filler, only what is wanted. `undefined`
   * where such records are none of the scanner's.
   */
  readonly read: (record: { readonly [name: string]: unknown }) => Value | undefined;
};

export type ScanPlan<Parts> = {
  /** A record may lie in this member; then what stands around it is its envelope. */
  readonly envelope: string;
  /** Members that differ from record to record: told by where they stand. */
  readonly slots: readonly string[];
  /** Members, of the record or its envelope, whose presence makes a record none of the scanner's. */
  readonly odd: readonly string[];
  /** Members that stand for the slots where a part is read. */
  readonly filler: { readonly [name: string]: unknown };
  readonly parts: { readonly [Name in keyof Parts]: PartPlan<Parts[Name]> };
};
