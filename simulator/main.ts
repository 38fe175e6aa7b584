import { run } from "./command.js";

process.exitCode = await run(process.argv.slice(2), { print: console.log, complain: console.error, signals: process });
