import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Ec2Clients } from '../../providers/clients.ts';
import { createEc2Actor } from '../../providers/ec2/actor.ts';
import { createEc2Source } from '../../providers/ec2/source.ts';
import { lazily } from '../../providers/lazily.ts';
import { paced } from '../paced.ts';
import type { Making, Serving } from './serving.ts';

export const serving: Serving<Ec2Clients> = {
  clients: ec2Clients,
  source: (scope, clients, { clock, mayRequestReports }) =>
    createEc2Source(scope, clients, clock, mayRequestReports),
  actor: (_scope, deleting, reading) => createEc2Actor(deleting, reading),
};

function ec2Clients({ settings, paceOf, offering }: Making): Ec2Clients {
  const ec2 = lazily(() => paced(new EC2Client(settings('EC2')), 'ec2', paceOf));
  const autoScaling = lazily(() =>
    paced(new AutoScalingClient(settings('AUTO_SCALING')), 'autoscaling', paceOf),
  );
  const ssm = lazily(() => paced(new SSMClient(settings('SSM')), 'ssm', paceOf));
  const imagebuilder = lazily(() =>
    paced(new ImagebuilderClient(settings('IMAGEBUILDER')), 'imagebuilder', paceOf),
  );
  return {
    get ec2() {
      return ec2();
    },
    get autoScaling() {
      return autoScaling();
    },
    get ssm() {
      return ssm();
    },
    get imagebuilder() {
      return imagebuilder();
    },
    offering,
  };
}
