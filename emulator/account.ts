/** Where the emulator says that it is, unless it is told otherwise: nobody's account has this number. */
export const ACCOUNT_ID = "000000000000";
export const REGION = "us-east-1";
