import { EC2Client } from '@aws-sdk/client-ec2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { ImagebuilderClients } from '../../providers/clients.ts';
import { createImagebuilderActor } from '../../providers/imagebuilder/actor.ts';
import { createImagebuilderSource } from '../../providers/imagebuilder/source.ts';
import { lazily } from '../../providers/lazily.ts';
import { paced } from '../paced.ts';
import type { Making, Serving } from './serving.ts';

export const serving: Serving<ImagebuilderClients> = {
  clients: imagebuilderClients,
  source: (scope, clients, { reach }) => createImagebuilderSource(scope, clients, reach),
  actor: (_scope, deleting) => createImagebuilderActor(deleting),
};

function imagebuilderClients({ settings, paceOf, offering }: Making): ImagebuilderClients {
  const imagebuilder = lazily(() =>
    paced(new ImagebuilderClient(settings('IMAGEBUILDER')), 'imagebuilder', paceOf),
  );
  const ec2 = lazily(() => paced(new EC2Client(settings('EC2')), 'ec2', paceOf));
  return {
    get imagebuilder() {
      return imagebuilder();
    },
    get ec2() {
      return ec2();
    },
    offering,
  };
}
