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

/** A call to AWS that did not succeed, in terms that do not depend on the service. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  readonly reading: string;
  /** AWS's error code, or the transport's (`TimeoutError`, `ECONNRESET`). */
  readonly code: string;
  /** `throttled`: try later. `no-answer`: it may have happened. `refused`: it did not, and will not. */
  readonly nature: 'throttled' | 'no-answer' | 'refused';
  constructor(reading: string, code: string, nature: ProviderFault['nature'], cause: unknown) {
    super(`${reading}: ${code}`, { cause });
    this.reading = reading;
    this.code = code;
    this.nature = nature;
  }
}

/** A ledger item written by a newer version of this service. */
export class NewerFormatFault extends Error {
  override readonly name = 'NewerFormatFault';
}
