/** The environment in which an unchanged AWS client talks to the simulator. */
import { secretKey, userKey } from './credentials.ts';

const clients = ['EC2', 'AUTO_SCALING', 'SSM', 'IMAGEBUILDER', 'APPSTREAM', 'STS'] as const;

export const environmentFor = (
  url: string,
  { account, region }: { readonly account: string; readonly region: string },
): Record<string, string> => ({
  ...Object.fromEntries(clients.map((client) => [`AWS_ENDPOINT_URL_${client}`, url])),
  AWS_ACCESS_KEY_ID: userKey(account),
  AWS_SECRET_ACCESS_KEY: secretKey,
  AWS_REGION: region,
});
