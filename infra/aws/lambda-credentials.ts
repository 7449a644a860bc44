/** Stands in for the SDK's chain of credential sources in the Lambda bundles. */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
