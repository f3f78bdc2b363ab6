/**
 * Where a deployed function has its credentials from: Lambda puts those of its role into the environment. Bundles have
 * this in place of @aws-sdk/credential-provider-node (bundle.ts), which looks for profiles, SSO and other machines as
 * well, and is a third of what the register bundle was.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
