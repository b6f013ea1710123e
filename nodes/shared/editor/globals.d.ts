/**
 * The part of Node-RED's editor that this package uses. It is written here because the community types lag behind: they
 * lack two-argument validators and the current options of the widgets.
 */
interface EditorNode {
  readonly id: string;
  name?: string;
  /** A text of this node's catalogue. */
  _(key: string, values?: Record<string, string>): string;
  // biome-ignore lint/suspicious/noExplicitAny: a node's own properties differ by type and are read by its own code only.
  [property: string]: any;
}

interface EditorProperty {
  value: unknown;
  type?: string;
  required?: boolean;
  label?: string;
  /** With two declared parameters, Node-RED takes a returned string as the reason. */
  validate?(this: EditorNode, value: string, options: { label?: string }): boolean | string;
}

interface EditorDefinition {
  category: string;
  defaults: Record<string, EditorProperty>;
  credentials?: Record<string, { type: 'text' | 'password' }>;
  color?: string;
  icon?: string;
  inputs?: number;
  outputs?: number;
  paletteLabel?(this: EditorNode): string;
  outputLabels?(this: EditorNode, index: number): string;
  label?(this: EditorNode): string;
  labelStyle?(this: EditorNode): string;
  oneditprepare?(this: EditorNode): void;
  oneditsave?(this: EditorNode): void;
  oneditcancel?(this: EditorNode): void;
  oneditdelete?(this: EditorNode): void;
}

declare const RED: {
  nodes: {
    registerType(type: string, definition: EditorDefinition): void;
    node(id: string): EditorNode | null;
    /** The wires that lead to a node. */
    filterLinks(filter: { readonly target: EditorNode }): ReadonlyArray<{ readonly source: EditorNode }>;
    dirty(changed: boolean): void;
    /** The flows as the editor got them from the runtime, or last sent them to it. */
    originalFlow(): ReadonlyArray<Readonly<Record<string, unknown>>> | null | undefined;
  };
  events: { on(event: 'nodes:add', listener: (node: EditorNode) => void): void };
  popover: {
    panel(content: JQuery): {
      readonly container: JQuery;
      show(options: {
        target: JQuery;
        align?: 'left' | 'right';
        onclose?(): void;
        closeButton?: JQuery;
      }): void;
      hide(): void;
    };
    tooltip(target: JQuery, text: string): void;
  };
  settings: {
    getLocal(key: string): string | null;
    setLocal(key: string, value: string): void;
    /** Set by the runtime part of the request node. */
    readonly procoreRequestTimeZone?: unknown;
    /** Set by the runtime part of the event node. */
    readonly procoreEventPath?: unknown;
    readonly procoreEventGuarded?: unknown;
  };
  user: { hasPermission?(permission: string): boolean };
  editor: {
    createEditor(options: { id: string; mode: string; value: string; readOnly?: boolean }): CodeEditor;
  };
  sidebar: { help: { show(type: string): void } };
  clipboard: { copyText(text: string): boolean };
  notify(text: string, type?: 'success' | 'warning' | 'error'): void;
  _(key: string): string;
};

/** Node-RED's wrapper of the code editor. */
interface CodeEditor {
  getValue(): string;
  setValue(value: string, cursor?: number): void;
  destroy(): void;
  getSession(): { on(event: 'change', listener: () => void): void };
}

interface TypedInputType {
  value: string;
  label: string;
  icon?: string;
  hasValue?: boolean;
  options?: ReadonlyArray<string | { value: string; label: string }>;
  validate?: RegExp;
  /** Called by the button at the end of the field, as a method of the widget. */
  expand?(this: TypedInputWidget): void;
}

interface TypedInputWidget {
  readonly element: JQuery;
  value(set: string): void;
}

interface JQuery {
  typedInput(options: { default: string; typeField?: string; types: Array<string | TypedInputType> }): JQuery;
  typedInput(get: 'value' | 'type'): string;
  typedInput(set: 'types', types: Array<string | TypedInputType>): JQuery;
  typedInput(set: 'value' | 'type', value: string): JQuery;
  editableList(options: {
    addItem(row: JQuery, index: number, data: object): void;
    removable?: boolean;
    sortable?: boolean;
    height?: number | 'auto';
  }): JQuery;
  editableList(add: 'addItem' | 'removeItem', data: object): JQuery;
  editableList(get: 'items'): JQuery;
  editableList(clear: 'empty'): JQuery;
}
