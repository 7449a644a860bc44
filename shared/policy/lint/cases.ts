/** The combinations of kind and state that a rule can meet, by what AWS knows of each kind. */
import { kinds } from '../../domain/image.ts';
import type { ImageState, Kind } from '../../domain/image.ts';
import type { Select } from '../../domain/policy.ts';

export interface Case {
  readonly kind: Kind;
  readonly state: ImageState;
}

const statesOf: Readonly<Record<Kind, readonly ImageState[]>> = {
  ec2: ['pending', 'available', 'deprecated', 'disabled', 'failed', 'unknown'],
  imagebuilder: ['pending', 'available', 'deprecated', 'disabled', 'failed', 'cancelled', 'unknown'],
  appstream: ['pending', 'available', 'failed', 'deleting', 'unknown'],
};

/** AppStream images have neither recipe nor pipeline. */
export function casesOf(select: Select): Case[] {
  const built = select.recipes !== undefined || select.pipelines !== undefined;
  return (select.kinds ?? kinds)
    .filter((kind) => !(built && kind === 'appstream'))
    .flatMap((kind) =>
      select.states.filter((state) => statesOf[kind].includes(state)).map((state) => ({ kind, state })),
    );
}
