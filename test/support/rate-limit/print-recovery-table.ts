import { recoveryTable } from "./recovery-table.js";

process.stdout.write(`${await recoveryTable()}\n`);
