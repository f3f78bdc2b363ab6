/**
 * How a person starts the `registrar` command, in every text that tells them to: the launcher at the top of the
 * checkout. `npx registrar` would ask the public registry for somebody else's package wherever it is not found.
 */
export const REGISTRAR = "./registrar";
