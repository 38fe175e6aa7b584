import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";

/** A query the page came with, its comment above it. */
export interface Example {
  name: string;
  comment: string;
  query: string;
  variables?: string;
}

const Icon = () => (
  <svg
    viewBox="0 0 24 24"
    height="1em"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d="M4 5.5h16M4 12h10M4 18.5h7" strokeLinecap="round" />
    <path d="m16 13.5 5 3.25-5 3.25z" fill="currentColor" />
  </svg>
);

function ExampleList({ examples }: { examples: readonly Example[] }) {
  const { addTab, updateActiveTabValues, setVisiblePlugin } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const open = ({ name, query, variables = "" }: Example) => {
    addTab();
    updateActiveTabValues({ query, variables, operationName: name });
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    if (matchMedia("(max-width: 48rem)").matches) setVisiblePlugin(null);
  };
  return (
    <section className="examples" aria-label="Examples">
      <div className="graphiql-doc-explorer-title">Examples</div>
      <ul>
        {examples.map((example) => (
          <li key={example.name}>
            <button type="button" onClick={() => open(example)}>
              <strong>{example.name}</strong>
              <span>{example.comment}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A panel beside the documentation and the history: every example, each opening in a tab of its own. */
export const examplesPlugin = (examples: readonly Example[]): GraphiQLPlugin => ({
  title: "Examples",
  icon: Icon,
  content: () => <ExampleList examples={examples} />,
});
