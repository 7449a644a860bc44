import type { EnableImageDeprecationRequest, EnableImageDeprecationResult } from '@aws-sdk/client-ec2';
import { EnableImageDeprecation$ } from '@aws-sdk/client-ec2';
import type { Operation } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { stopDryRun } from './listing.ts';
import { requireImage } from './machine-images.ts';

export const enableImageDeprecation = (): Operation =>
  operation<EnableImageDeprecationRequest, EnableImageDeprecationResult>(
    EnableImageDeprecation$,
    (input, visit) => {
      stopDryRun(input);
      const image = requireImage(input.ImageId ?? '', visit);
      const { DeprecateAt } = input;
      if (DeprecateAt === undefined || Date.parse(DeprecateAt) <= visit.clock.now())
        throw new Refusal('InvalidParameterValue', 'The deprecation date must be in the future');
      visit.world.ec2.images.remove(image);
      visit.world.ec2.images.add({ ...image, DeprecationTime: DeprecateAt });
      return { Return: true };
    },
  );
