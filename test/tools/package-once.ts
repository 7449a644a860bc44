/** Packages the service before the first test: tests read the template, and run the bundles, as they would be deployed. */
import { bundleOnce } from '../../infra/aws/bundled.ts';
import { packageOnce } from '../support/packaged.ts';

export const setup = async (): Promise<void> => {
  await Promise.all([packageOnce(), bundleOnce()]);
};
