import { editorTheme } from "./monaco.js";
import "./graphiql.css";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";
import { openDocumentationIfAsked, openingTabs, queryFromAddress } from "./address.js";
import { examplesPlugin, type Example } from "./examples.js";
import { createFetcher } from "./fetcher.js";
import { showSession } from "./session-bar.js";

const root = document.getElementById("graphiql");
if (root) {
  const examples = JSON.parse(root.dataset["examples"] ?? "[]") as Example[];
  const asked = queryFromAddress();
  openDocumentationIfAsked();
  createRoot(root).render(
    <GraphiQL
      fetcher={createFetcher(root.dataset["endpoint"] ?? "/graphql")}
      plugins={[HISTORY_PLUGIN, examplesPlugin(examples)]}
      defaultTabs={openingTabs(examples, asked)}
      {...(asked && { initialQuery: asked.query, initialVariables: asked.variables ?? "" })}
      editorTheme={editorTheme}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo> </GraphiQL.Logo>
    </GraphiQL>,
  );
}
void showSession();
