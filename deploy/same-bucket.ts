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

/**
 * The same of a stage whose list of datasets lies outside of the checkout, by the list's file name: whoever forgets to name
 * the list would have the tables of shared/datasets.ts in place of the stage's.
 */
export function leftList(
  { deployed, wanted, moveFrom }: { deployed: string | undefined; wanted: unknown; moveFrom: string },
  stage: string,
): string | undefined {
  if (deployed === undefined || wanted !== undefined || deployed === moveFrom) return undefined;
  return [
    `stage ${JSON.stringify(stage)} was deployed from a list of datasets outside of this checkout, ${deployed}, and REGISTRAR_DATASETS names none.`,
    "To stay, set it to the path of that list.",
    `To deploy shared/datasets.ts in its place, say so: --param="moveFrom=${deployed}"`,
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
