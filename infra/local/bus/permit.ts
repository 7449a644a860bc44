/** Who may do what to a queue; asked with the access key of who calls. */
export type Permit = (accessKey: string, action: `sqs:${string}`, queueArn: string) => boolean;
