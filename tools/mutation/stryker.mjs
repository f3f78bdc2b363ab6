// The packages beside this file are found from here alone.
export { Stryker } from "@stryker-mutator/core";
