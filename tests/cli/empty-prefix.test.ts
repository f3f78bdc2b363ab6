import { expect, test } from "@jest/globals";
import { emptyPrefix } from "../../cli/own-data/empty-prefix.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";

/** What is said of a prefix of a bucket with these folders, by what is above them. */
async function said(prefix: string, tree: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const store = {
    async children(_: string, above: string) {
      const folders = tree[above];
      if (folders === undefined) throw new RegistrarError("ACCESS_DENIED", "ListObjectsV2");
      return { folders: folders.map((name) => `${above}${name}/`), objects: [] };
    },
  };
  const error = await emptyPrefix({ bucket: "lake", prefix }, store, new AbortController().signal);
  return error.message.split("\n  - ").slice(1);
}

test("of a prefix without objects the nearest name beside it is offered", async () => {
  expect(await said("raw/ordres/", { "raw/": ["clicks", "orders"] })).toEqual([
    "there are no objects under s3://lake/raw/ordres/",
    "did you mean s3://lake/raw/orders/?",
  ]);
});

test("if no name is near, the first ones are listed", async () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  expect((await said("raw/orders/", { "raw/": names }))[1]).toBe(
    `there are ${["a", "b", "c", "d", "e"].map((name) => `s3://lake/raw/${name}/`).join(", ")}, …`,
  );
});

test("the nearest folder above that has anything is asked", async () => {
  const tree = { "raw/orders/": [], "raw/": [], "": ["row", "tmp"] };
  expect((await said("raw/orders/eu/", tree))[1]).toBe("did you mean s3://lake/row/?");
});

test.each([
  ["an empty bucket", { "raw/": [], "": [] }],
  ["a refusal", { "raw/": [] }],
])("of %s it is told how to look", async (_, tree) => {
  expect((await said("raw/orders/", tree))[1]).toBe("aws s3 ls s3://lake/ lists what there is");
});
