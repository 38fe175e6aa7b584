import type { Database, Organisation, Person, Row } from "../../../simulator/index.js";

const person = (username: string, displayName: string, orgkey: string, userId: number): Person => ({
  username,
  password: `${username}'s password`,
  displayName,
  email: `${username}@${orgkey}.example`,
  orgkey,
  userId,
  participantId: userId + 100,
  rights: { hiddenMatters: new Set(), closedCollections: new Set() },
  habits: { favouriteMatters: new Set(), lastAccess: new Map() },
});

const organisation = (
  orgkey: string,
  name: string,
  region: string,
  timeZone: string,
  rows: Record<string, Row[]>,
): Organisation => ({
  orgkey,
  name,
  region,
  timeZone,
  rows: new Map(Object.entries(rows)),
});

/** Two firms with next to nothing in them; Sam works for both, and the ids of their matters are the same. */
export const twoFirms = (): Database => ({
  organisations: [
    organisation("north", "North & Co", "ap-southeast-2", "Pacific/Auckland", {
      actions: [
        { id: 3, name: "Northern matter", links: {} },
        { id: 4, name: "Another northern matter", links: {} },
      ],
      actiondocuments: [
        { id: 7, name: "Letter", file: "DL::Actions::3::7", fileSize: 20, extension: ".txt", links: { action: "3" } },
      ],
    }),
    organisation("south", "South LLP", "us-west-2", "America/Los_Angeles", {
      actions: [{ id: 3, name: "Southern matter", links: {} }],
    }),
  ],
  people: [
    person("nora", "Nora North", "north", 1),
    person("sam", "Sam Both", "north", 2),
    person("sol", "Sol South", "south", 1),
    person("sam", "Sam Both", "south", 2),
  ],
});
