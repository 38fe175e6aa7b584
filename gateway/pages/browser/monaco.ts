// The editor is imported here, not only by GraphiQL's dynamic import: nothing would load the stylesheet of a dynamic import.
import { editor } from "monaco-graphql/esm/monaco-editor.js";

/** The editor's workers, by language; the gateway serves their files. */
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

/** The editor's themes, in the page's colours. */
export const editorTheme = {
  light: theme("gateway-light", "vs", shades.light),
  dark: theme("gateway-dark", "vs-dark", shades.dark),
};

// The editor does not highlight a dash or macron in a client's name as ambiguous. It still highlights invisible characters.
editor.onDidCreateEditor((created) => created.updateOptions({ unicodeHighlight: { ambiguousCharacters: false } }));
