/** Faults are thrown; outcomes are values. These are all there are. */

/** Input that cannot be used: a policy, an account file, a command line. Carries every problem, not the first. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A ledger item written by a newer version of this service. */
export class NewerFormatFault extends Error {
  override readonly name = 'NewerFormatFault';
}

/** A ledger item that cannot be read: cut off, or changed by another hand. */
export class DamagedItemFault extends Error {
  override readonly name = 'DamagedItemFault';
}
