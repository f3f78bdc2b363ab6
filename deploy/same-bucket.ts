/**
 * Why a deployment must not begin: the stage is on one bucket, and the template names another. Whoever forgets a
 * parameter would have a stage without its data, and not notice.
 */
export function leftBucket(
  { deployed, wanted, moveFrom }: { deployed: string | undefined; wanted: unknown; moveFrom: string },
  stage: string,
): string | undefined {
  if (deployed === undefined || deployed === moveFrom || isNameOf(wanted, deployed)) return undefined;
  return [
    `stage ${JSON.stringify(stage)} is on the bucket ${deployed}, and would be moved to ${textOf(wanted)}.`,
    `To stay, write the bucket in serverless.yml, at params: ${stage}: bucket: ${deployed}.`,
    `To move, say so: --param="moveFrom=${deployed}" (docs/environments.md tells what becomes of the old bucket)`,
  ].join("\n");
}

/** The name as the template has it: plain, or to be completed with the account. */
function textOf(wanted: unknown): string {
  if (typeof wanted === "object" && wanted !== null && "Fn::Sub" in wanted) return String(wanted["Fn::Sub"]);
  return String(wanted);
}

function isNameOf(wanted: unknown, deployed: string): boolean {
  const [before = "", after] = textOf(wanted).split(`\${AWS::AccountId}`);
  if (after === undefined) return before === deployed;
  const account = deployed.slice(before.length, deployed.length - after.length);
  return deployed === `${before}${account}${after}` && /^\d{12}$/.test(account);
}
