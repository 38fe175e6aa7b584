// Here, not only where GraphiQL loads it late: a stylesheet that belongs to a late import is never loaded by anybody.
import { editor } from "monaco-graphql/esm/monaco-editor.js";

/** The editor's language services run beside the page, from files of our own. */
const files: Readonly<Record<string, string>> = { json: "json", graphql: "graphql" };

(globalThis as { MonacoEnvironment?: { getWorker: (id: string, label: string) => Worker } }).MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(`/assets/workers/${files[label] ?? "editor"}.js`, { name: label }),
};

const shades = {
  light: { surface: "#ffffff", ink: "#13222c", accent: "#0e6577", wash: "#0e657718", soft: "#13222c0d" },
  dark: { surface: "#142028", ink: "#e4edf2", accent: "#7fd3e4", wash: "#7fd3e41f", soft: "#e4edf20d" },
} as const;

function theme(
  name: string,
  base: editor.BuiltinTheme,
  { surface, ink, accent, wash, soft }: (typeof shades)["light" | "dark"],
): string {
  editor.defineTheme(name, {
    base,
    inherit: true,
    rules: [{ token: "argument.identifier.gql", foreground: accent.slice(1) }],
    colors: {
      "editor.background": "#00000000",
      "scrollbar.shadow": "#00000000",
      "editorWidget.background": surface,
      "editorHoverWidget.background": surface,
      "editorSuggestWidget.background": surface,
      "editorSuggestWidget.selectedBackground": wash,
      "editorSuggestWidget.selectedForeground": ink,
      "editorSuggestWidget.selectedIconForeground": accent,
      "editorSuggestWidget.highlightForeground": accent,
      "editorSuggestWidget.focusHighlightForeground": accent,
      "menu.background": surface,
      "menu.selectionBackground": wash,
      "menu.selectionForeground": ink,
      "list.hoverBackground": wash,
      "list.highlightForeground": accent,
      "list.focusHighlightForeground": accent,
      "input.background": soft,
      "quickInput.background": surface,
      "quickInputList.focusBackground": wash,
      "quickInputList.focusForeground": ink,
      "textLink.foreground": accent,
      "textLink.activeForeground": accent,
      "editorLink.activeForeground": accent,
      focusBorder: accent,
    },
  });
  return name;
}

/** The editor's colours, in line with the page's. */
export const editorTheme = {
  light: theme("gateway-light", "vs", shades.light),
  dark: theme("gateway-dark", "vs-dark", shades.dark),
};

// A dash or a macron in a client's name is nothing to warn of; characters nobody can see still are.
editor.onDidCreateEditor((created) => created.updateOptions({ unicodeHighlight: { ambiguousCharacters: false } }));
