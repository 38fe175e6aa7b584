import type { Row } from "../../../simulator/index.js";
import type { TestGateway } from "../gateway.js";

/** Gives a matter another name, as somebody would in Actionstep itself while an app shows the old one. */
export function renameAtActionstep({ simulator }: TestGateway, matter: string, name: string): void {
  const rows = simulator.database.organisations[0]!.rows as Map<string, readonly Row[]>;
  const renamed = rows.get("actions")!.map((row) => (`Matter:${row.id}` === matter ? { ...row, name } : row));
  rows.set("actions", renamed);
}
