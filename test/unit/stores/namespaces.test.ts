import { expect, test } from "@jest/globals";
import { keyvByNamespace } from "../../../gateway/stores/namespaces.js";
import { keyvOverMemory } from "../../../gateway/stores/keyv-memory.js";

test.each([
  ["an object", { name: "Ana", list: [1, null, { deep: true }], text: 'she said: ":", and left' }],
  ["a text that begins with a colon", ":base64: is not what this is"],
  ["an object with such a text", { a: ":b", ":c": 1 }],
  ["a list that begins with such a text", [":a", "b"]],
  ["a list with such a text behind others", ["a", ":b"]],
  ["bytes", { key: Buffer.from([1, 2, 250]) }],
])("a store gives back %s as it was kept", async (_, value) => {
  const store = keyvByNamespace(keyvOverMemory)("test");
  await store.set("key", value, 60_000);
  expect(await store.get("key")).toEqual(value);
});
