import { AppStreamClient } from '@aws-sdk/client-appstream';
import { createAppstreamActor } from '../../providers/appstream/actor.ts';
import { createAppstreamSource } from '../../providers/appstream/source.ts';
import type { AppstreamClients } from '../../providers/clients.ts';
import { lazily } from '../../providers/lazily.ts';
import { paced } from '../paced.ts';
import type { Making, Serving } from './serving.ts';

export const serving: Serving<AppstreamClients> = {
  clients: appstreamClients,
  source: (scope, clients) => createAppstreamSource(scope, clients),
  actor: (scope, deleting, reading) => createAppstreamActor(scope, deleting.appstream, reading.appstream),
};

function appstreamClients({ settings, paceOf, offering }: Making): AppstreamClients {
  const appstream = lazily(() => paced(new AppStreamClient(settings('APPSTREAM')), 'appstream', paceOf));
  return {
    get appstream() {
      return appstream();
    },
    offering,
  };
}
