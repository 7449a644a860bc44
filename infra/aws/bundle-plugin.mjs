/** Lets `osls package` and `osls deploy` bundle the functions first, with the policy that was asked for. */
import { bundle } from './bundle.ts';

export default class BundlePlugin {
  constructor(serverless) {
    this.hooks = {
      'before:package:createDeploymentArtifacts': async () => {
        const names = Object.keys(serverless.service.functions);
        const { policy, historyDays } = serverless.service.custom.bundle;
        await bundle({ names, policy, historyDays: String(historyDays) });
      },
    };
  }
}
