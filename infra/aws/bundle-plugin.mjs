/** Lets `osls package` and `osls deploy` bundle the functions first, with the policy that was asked for. */
import { bundle } from './bundle.ts';
import { enteringIn } from './entering.ts';

export default class BundlePlugin {
  /** What the template takes from the policy that is packaged: `${policy:enterOtherAccounts}`. */
  configurationVariablesSources = {
    policy: {
      resolve: async ({ address, resolveConfigurationProperty }) => {
        if (address !== 'enterOtherAccounts')
          throw new Error(`The policy gives no ${address} to the template.`);
        return { value: enteringIn(await resolveConfigurationProperty(['custom', 'bundle', 'policy'])) };
      },
    },
  };

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
