/** Packages the service before the first test, so that tests read the template as it would be deployed. */
import { packageOnce } from '../support/packaged.ts';

export const setup = async (): Promise<void> => packageOnce();
