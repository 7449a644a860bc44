/** What the code that serves one kind of image offers. Each kind's stands in a file of its own, loaded by its first errand. */
import type { Scope } from '../../domain/image.ts';
import type { Clock, ImageActor, ImageSource } from '../../pipeline/ports.ts';
import type { Reach } from '../../providers/clients.ts';
import type { Offering } from '../../providers/reader.ts';
import type { settingsOf } from '../client-settings.ts';
import type { PaceOf } from '../paced.ts';

/** How clients of one account and region are made. */
export interface Making {
  /** @param service the suffix of its AWS_ENDPOINT_URL variable */
  readonly settings: (service: string) => ReturnType<typeof settingsOf>;
  readonly paceOf: PaceOf;
  readonly offering: Offering;
}

export interface Around<Clients> {
  readonly clock: Clock;
  readonly mayRequestReports: boolean;
  readonly reach: Reach<Clients>;
}

export interface Serving<Clients> {
  /** Clients are built when first used: each costs time at a cold start. */
  readonly clients: (making: Making) => Clients;
  readonly source: (scope: Scope, clients: Clients, around: Around<Clients>) => ImageSource;
  readonly actor: (scope: Scope, deleting: Clients, reading: Clients) => ImageActor;
}
