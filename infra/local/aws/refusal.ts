/** An answer of AWS that is an error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  /** Undefined: what the service's own model says of the code, else 400. */
  readonly status: number | undefined;
  constructor(code: string, message: string, status?: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
